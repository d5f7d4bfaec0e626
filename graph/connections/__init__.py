"""Connections: whom somebody should meet, with reasons that add up to the score.

| module | holds |
|---|---|
| `stances` | who needs and who offers something on an issue, and which ties say so |
| `side` | an entity's own side: its parts, posts and people; the issues it cares about |
| `reasons` | the four families of reasons and what they contribute |
| `ways` | the strongest path to each candidate, in one sweep |
| `around` | the moment to meet, the cautions, what to bring |
| `ranking` | `connections`, the question itself |
"""

from graph.connections.ranking import connections

__all__ = ["connections"]
