"""The hops of a path as they are told: what the tie is, how old, how strong, how to use it, on which source."""

from __future__ import annotations

from graph.bodies import HopBody, PathBody
from graph.contacts import Contact
from graph.hops.advice import Advice
from graph.hops.sentences import Sentences
from graph.ways import Hop, Map, Route

__all__ = ["HopWriter"]


class HopWriter:
    """Writes routes through one map as bodies."""

    def __init__(self, area: Map) -> None:
        self._snapshot = area.network.lens.snapshot
        self.sentences = Sentences(area.network.lens, area.structure)
        self._advice = Advice(area.network.lens, area.structure, self.sentences)

    def path(self, route: Route) -> PathBody:
        """A route as a path body; its level is the lowest of its contacts, None where it has none."""
        levels = [hop.level for hop in route.hops if isinstance(hop, Contact)]
        return {
            "strength": route.strength,
            "level": min(levels, default=None),
            "hops": [self.hop(hop, first=place == 0) for place, hop in enumerate(route.hops)],
        }

    def hop(self, hop: Hop, *, first: bool) -> HopBody:
        """One hop as a body."""
        contact = hop if isinstance(hop, Contact) else None
        cited = [cited for tie in hop.ties for cited in self._snapshot.ties[tie].citations]
        return {
            "from": self._snapshot.ref(hop.a),
            "to": self._snapshot.ref(hop.b),
            "ties": list(hop.ties),
            "level": contact.level if contact else None,
            "last": contact.last if contact else "",
            "strength": hop.strength,
            "text": self.sentences.contact(hop) if isinstance(hop, Contact) else self.sentences.structural(hop),
            "how": self._advice.how(hop, first=first),
            "mind": self._advice.mind(hop),
            "sources": self._snapshot.source_refs(cited),
        }
