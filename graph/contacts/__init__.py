"""Contacts: who has to do with whom.

| module | holds |
|---|---|
| `carriers` | what a carrier of contacts is; the part an entity took in one |
| `gatherings` | events with their sessions and rooms |
| `works` | projects |
| `bonds` | posts, memberships, contracts, acquaintance, introductions, rosters |
| `network` | `ContactNetwork`, `Contact`, `Arc`, `Filters`, `cost_of` |
"""

from graph.contacts.network import Arc, Contact, ContactNetwork, Filters, cost_of

__all__ = ["Arc", "Contact", "ContactNetwork", "Filters", "cost_of"]
