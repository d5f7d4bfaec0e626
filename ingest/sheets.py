"""The three sorts of sheet of a workbook, row by row: 出典 into documents, kinds and つながり into facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from graph.facts import KIND_STATEMENT, Citation, Document, Record, Statement, extra_of
from graph.ontology.declaration import Property, TieKind, ValueType
from graph.ontology.kinds import NAME
from graph.ontology.vocabulary import KIND, admits
from graph.values.text import clean, fold
from ingest import columns
from ingest.extract import Facts, Journal
from ingest.mapping import RowCheck, Sheet
from ingest.references import Directory
from ingest.tables import Row

# The one reference that ties have today names the post in which somebody did something.
_REFERRED_KIND: Final = "Post"


@dataclass(frozen=True, slots=True)
class Entry:
    """A record that a row of this workbook states, with its kind."""

    record: Record
    kind: str


class _Mapper:
    """Walks the rows of a sheet and tells the journal what does not fit."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def _checks(self, sheet: Sheet) -> Iterator[RowCheck]:
        """The rows that fit their header, each with an open check."""
        for row in sheet.table.rows():
            self._journal.rows_read += 1
            if isinstance(row, Row):
                yield RowCheck(row, sheet.columns)
            else:
                self._journal.refused.append(row)

    def _refuse(self, check: RowCheck) -> None:
        self._journal.refused.extend(check.faults)


class SourceMapper(_Mapper):
    """出典: one document a row, into `documents` (by document id) and `directory` (by ID and title)."""

    def __init__(self, dataset: str, journal: Journal) -> None:
        super().__init__(journal)
        self.directory = Directory[Document]("出典")
        self.documents: dict[str, Document] = {}
        self._dataset = dataset

    def walk(self, sheet: Sheet) -> None:
        """Read all rows."""
        for check in self._checks(sheet):
            title = check.value(columns.TITLE)
            key = check.value(columns.ID) or title
            if not title:
                check.refuse("題名がありません。出典の題名を入れてください。", columns.TITLE)
            if self.directory.get(key) is not None:
                check.refuse(f"「{key}」は前の行にもあります。IDを変えるか、どちらかの行を消してください。", columns.ID)
            document = partial(
                Document,
                self._dataset,
                publisher=check.value(columns.PUBLISHER),
                date=check.value(columns.DATE),
                url=check.value(columns.ADDRESS),
                retrieved=check.value(columns.RETRIEVED),
                visibility=check.value(columns.VISIBILITY) or "public",
                licence=check.value(columns.LICENCE),
            )
            if check.faults:
                self._refuse(check)
                self.directory.refuse(key, check.row.place, title)
                continue
            self._add(document(key=key, title=title))

    def _add(self, document: Document) -> None:
        self.directory.add(document.key, document, document.title)
        self.documents[document.id] = document


class _FactMapper(_Mapper):
    """A sheet whose rows state facts, each on its own source."""

    def __init__(self, sources: Directory[Document], journal: Journal) -> None:
        super().__init__(journal)
        self._sources = sources

    def _citation(self, check: RowCheck) -> Citation | None:
        """The row's source and quote; None with a fault noted where there is none."""
        text = check.text(columns.SOURCE)
        if not text:
            check.refuse("出典がありません。出典のIDか題名を入れてください。", columns.SOURCE)
            return None
        document = check.attempt(columns.SOURCE, partial(self._sources.find, text))
        if document is None:
            return None
        return check.attempt(columns.QUOTE, partial(Citation, document.id, check.text(columns.QUOTE), check.row.place))


class NodeMapper(_FactMapper):
    """The sheets of the kinds. `directory` knows the rows walked so far, by ID and name."""

    def __init__(self, dataset: str, sources: Directory[Document], journal: Journal) -> None:
        super().__init__(sources, journal)
        self.directory = Directory[Entry]("記録")
        self._dataset = dataset

    def walk(self, sheet: Sheet, kind: str) -> Iterator[Facts]:
        """The facts of the rows of one kind's sheet: kind, and a value for each cell that is not blank."""
        for check in self._checks(sheet):
            name = check.value(NAME)
            key = check.value(columns.ID) or (f"{kind}:{name}" if name else "")
            self._check_identity(check, key, name, kind)
            values = [
                (prop.name, value)
                for prop in KIND[kind].properties
                for value in ((name,) if prop is NAME else check.values(prop))
                if value
            ]
            self._check_span(check, dict(values), kind)
            citation = self._citation(check)
            if check.faults or citation is None:
                self._refuse(check)
                self.directory.refuse(key, check.row.place, name)
                continue
            record = Record(self._dataset, key)
            self.directory.add(key, Entry(record, kind), name)
            own = record.id
            stated = [
                Statement(own, KIND_STATEMENT, kind),
                *(Statement(own, prop, value) for prop, value in values),
            ]
            yield Facts(record, tuple((statement, citation) for statement in stated))

    def _check_identity(self, check: RowCheck, key: str, name: str, kind: str) -> None:
        known = self.directory.get(key)
        if known is None and not name and not check.faults:
            check.refuse("名称がありません。そのIDの最初の行には名称を入れてください。", NAME)
        if known is not None and known.kind != kind:
            check.refuse(
                f"ID「{key}」は「{KIND[known.kind].label_ja}」のシートで使われています。別のIDにしてください。",
                columns.ID,
            )

    def _check_span(self, check: RowCheck, values: dict[str, str], kind: str) -> None:
        until = KIND[kind].property("until")
        if until is not None:
            check.check_order(values.get("since", ""), values.get("until", ""), until)


class TieMapper(_FactMapper):
    """つながり: one tie a row."""

    def __init__(self, nodes: Directory[Entry], sources: Directory[Document], journal: Journal) -> None:
        super().__init__(sources, journal)
        self._nodes = nodes

    def walk(self, sheet: Sheet) -> Iterator[Facts]:
        """The facts of the rows: a tie each, of the record at its beginning."""
        own_headers = {header: fold(header) for header, prop in sheet.columns.items() if prop not in columns.TIE_FIELDS}
        for check in self._checks(sheet):
            citation = self._citation(check)
            tie = self._tie(check)
            if tie is not None:
                self._mean_own_columns(check, sheet, tie, own_headers)
            statement = self._statement(check, tie) if tie is not None else None
            if check.faults or citation is None or statement is None:
                self._refuse(check)
                continue
            record, fact = statement
            yield Facts(record, ((fact, citation),))

    def _tie(self, check: RowCheck) -> TieKind | None:
        text = check.text(columns.TIE)
        tie = columns.tie_titles().get(fold(text)) if text else None
        if tie is None:
            kinds = "・".join(dict.fromkeys(tie.label_ja for tie in columns.tie_titles().values()))
            check.refuse(
                f"つながり「{text}」は使えません。{kinds}のどれかを書いてください。"
                if text
                else f"つながりの種類がありません。{kinds}のどれかを書いてください。",
                columns.TIE,
            )
        return tie

    def _mean_own_columns(self, check: RowCheck, sheet: Sheet, tie: TieKind, own_headers: Mapping[str, str]) -> None:
        """Read filled cells beside the fixed columns as this tie's own properties; refuse what it has no use for."""
        own = columns.columns_of_tie(tie)
        meant: dict[str, Property] = {}
        for header, title in own_headers.items():
            if not clean(check.row.cells[header]):
                continue
            prop = own.get(title)
            if prop is None:
                labels = "・".join(mine.label_ja for mine in tie.properties) or "なし"
                check.refuse(
                    f"「{tie.label_ja}」に「{header}」は書けません（書けるもの: {labels}）。"
                    "値を消すか、つながりの種類を直してください。",
                    sheet.columns[header],
                )
            elif prop in meant.values():
                check.refuse(
                    f"「{prop.label_ja}」が二つの列に書かれています。一つにしてください。", sheet.columns[header]
                )
            else:
                meant[header] = prop
        fixed = {header: prop for header, prop in sheet.columns.items() if header not in own_headers}
        check.mean({**fixed, **meant})

    def _statement(self, check: RowCheck, tie: TieKind) -> tuple[Record, Statement] | None:
        source, target = self._end(check, columns.FROM, tie, 0), self._end(check, columns.TO, tie, 1)
        role = self._role(check, tie)
        since, until = self._span(check)
        extra = [(prop.name, value) for prop in tie.properties for value in self._own_values(check, prop)]
        if source is None or target is None:
            return None
        if source.record == target.record:
            check.refuse("元と先が同じです。どちらかを直してください。", columns.TO)
        elif not admits(tie, source.kind, target.kind):
            check.refuse(
                f"「{tie.label_ja}」は{KIND[source.kind].label_ja}から{KIND[target.kind].label_ja}へは書けません。"
                "向きと種類を確かめてください。",
                columns.TIE,
            )
        status, certainty = check.value(columns.STATUS), check.value(columns.CERTAINTY)
        return source.record, Statement(
            source.record.id,
            tie.name,
            target=target.record.id,
            role=role,
            occasion=check.value(columns.OCCASION),
            since=since,
            until=until,
            status=status or "actual",
            certainty=certainty or "stated",
            extra=extra_of(extra),
        )

    def _end(self, check: RowCheck, prop: Property, tie: TieKind, end: int) -> Entry | None:
        """The record at an end; among several of one name the one that the tie admits there."""
        text = check.text(prop)
        if not text:
            check.refuse(f"「{prop.label_ja}」がありません。IDか名称を入れてください。", prop)
            return None
        admitted = tie.ends[end]
        return check.attempt(
            prop,
            partial(self._nodes.find, text, lambda entry: entry.kind in admitted or KIND[entry.kind].group in admitted),
        )

    def _role(self, check: RowCheck, tie: TieKind) -> str:
        text = check.text(columns.ROLE)
        roles = "・".join(role.label_ja for role in tie.roles)
        if not text:
            if tie.role_required:
                check.refuse(f"「{tie.label_ja}」には役割が要ります。{roles}のどれかを書いてください。", columns.ROLE)
            return ""
        role = next(
            (role for role in tie.roles if fold(text) in map(fold, (role.name, role.label_ja, *role.headers))), None
        )
        if role is None:
            check.refuse(
                f"役割「{text}」は使えません。{roles}のどれかを書いてください。"
                if roles
                else f"「{tie.label_ja}」に役割は書けません。役割を消してください。",
                columns.ROLE,
            )
            return ""
        return role.name

    def _span(self, check: RowCheck) -> tuple[str, str]:
        since, until, on = (check.value(prop) for prop in (columns.SINCE, columns.UNTIL, columns.ON))
        if on and (since or until):
            check.refuse("日付と、開始・終了は一緒に書けません。どちらかにしてください。", columns.ON)
        check.check_order(since, until, columns.UNTIL)
        return (on, on) if on else (since, until)

    def _own_values(self, check: RowCheck, prop: Property) -> tuple[str, ...]:
        """The values of a tie's own property; the id of the record where it is a reference."""
        if prop.type is not ValueType.REFERENCE or not check.text(prop):
            return check.values(prop)
        entry = check.attempt(
            prop, partial(self._nodes.find, check.text(prop), lambda entry: entry.kind == _REFERRED_KIND)
        )
        if entry is None:
            return ()
        if entry.kind != _REFERRED_KIND:
            check.refuse(
                f"「{prop.label_ja}」には{KIND[_REFERRED_KIND].label_ja}を書いてください"
                f"（{KIND[entry.kind].label_ja}が書かれています）。",
                prop,
            )
        return (entry.record.id,)
