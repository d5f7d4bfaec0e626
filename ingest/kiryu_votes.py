"""Who voted how in 桐生市議会. 126 of 8,420 voters are written broken, for the columns of the page ran together.

The rule: a name that is a member's with something in front is that member's, unless what stands in front is the end
of another voter's name; a name that is the beginning of exactly one member's is that member's; nobody votes twice.
Whatever remains is refused.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from graph.errors import InvalidRecord
from ingest.json_entries import Entry
from ingest.kiryu_files import Ballot, Poll
from ingest.tables import Refusal

OPTIONS: Final[Mapping[str, str]] = MappingProxyType({"賛成": "yes", "反対": "no", "欠席": "absent", "退席": "absent"})
_SHORTEST_NAME: Final = 3


@dataclass(frozen=True, slots=True)
class Vote:
    """One vote by the name without spaces; `option` is a role of VOTED, `written` the name as it stands there."""

    place: str
    voter: str
    option: str
    written: str


class Roll:
    """The members known by name, against which voters are read."""

    def __init__(self, members: Collection[str], polls: Iterable[Poll]) -> None:
        """`members` are names without spaces that other files tell; the voters themselves are added to them."""
        self._members = set(members)
        written = {_name(entry) for poll in polls for ballot in poll.ballots for entry in ballot.entries}
        self._voters = self._members | {name for name in written if self._is_whole(name)}

    def votes(self, ballot: Ballot, refused: list[Refusal]) -> Iterator[Vote]:
        """The votes of a ballot whose voter and option are clear; the others are refused."""
        plain = {_name(entry) for entry in ballot.entries} & self._voters
        voted: set[str] = set()

        def vote(entry: Entry) -> Vote:
            written, option = entry.needed("memberName"), OPTIONS.get(entry.needed("vote"))
            if option is None:
                raise InvalidRecord(f"「{entry.text('vote')}」という賛否は読めません。元の表を確かめてください。")
            name = _name(entry)
            voter = name if name in self._voters else self._mended(name)
            if voter is None or voter in voted or (voter != name and voter in plain):
                raise InvalidRecord(f"「{written}」が誰か分かりません。元の表で議員名を確かめてください。")
            voted.add(voter)
            return Vote(entry.place, voter, option, written)

        made = (entry.attempt(vote, refused) for entry in ballot.entries)
        yield from (each for each in made if each is not None)

    def _is_whole(self, name: str) -> bool:
        """Whether a name that no other file tells can be one: long enough, and neither cut off nor run together."""
        if name in self._members:
            return True
        return len(name) >= _SHORTEST_NAME and not any(
            name.endswith(member) or member.startswith(name) for member in self._members
        )

    def _mended(self, name: str) -> str | None:
        whole = {voter for voter in self._voters if name.endswith(voter)}
        if len(whole) == 1:
            (voter,) = whole
            before = name.removesuffix(voter)
            return None if any(other.endswith(before) for other in self._voters) else voter
        begun = [voter for voter in self._voters if len(name) >= _SHORTEST_NAME and voter.startswith(name)]
        return begun[0] if len(begun) == 1 else None


def _name(entry: Entry) -> str:
    value = entry.fields.get("memberName")
    return "".join(value.split()) if isinstance(value, str) else ""
