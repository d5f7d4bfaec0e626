"""The page docs/sources.md, written from the register of sources and the manifests; a test holds the page to them.

`python -m ingest.sources_page` prints it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ingest.fetch import ENVIRONMENT, PUBLIC_BASE
from ingest.manifest import Manifest, manifest_names, manifest_of
from ingest.origin import NOTE
from ingest.sources import SOURCES, Source

_INTRODUCTION: Final = f"""\
# データの入手元

このページは `python -m ingest.sources_page > docs/sources.md` で、`ingest/sources.py` と `ingest/manifests/` から
作ります（テストが一致を確かめます）。ライセンスは入手元の表示のままです。使うときは、入手元と元データの条件に従って
ください。

## 取得する

```
enishi fetch SOURCE            自分の保存先の sources/SOURCE に置きます
enishi fetch SOURCE --to DIR   DIR に置きます
enishi ingest SOURCE DIR       取り込みます
```

- 取得するのは、下の表の版（コミット）のファイルだけです。すべてのファイルの大きさとSHA-256を確かめます。
- 途中で切れても、止めても、同じコマンドで続きから取得できます。受け取りかけのファイルの名前は `.part` で終わります。
  すべてそろうまで、ファイルは所定の場所に置かれません。
- もうある正しいファイルは取得しません。別のファイルがあるフォルダーには書きません。
- 置いたフォルダーの `{NOTE}` に、ライセンス・入手元・版の日付・ファイルの一覧があります。取り込みは版の日付を
  ここから読みます。
- 入手元は {PUBLIC_BASE} です。組織内に写しを置くときは、環境変数 `{ENVIRONMENT}` にその場所を書きます
  （`${ENVIRONMENT}/所有者/リポジトリ/コミット/パス` を読みます）。

## 新しい版にする

- `enishi fetch` が取得する版は enishi の版とともに新しくなります。enishi を更新して同じコマンドを実行すると、変わった
  ファイルだけを取得します。そのあと `enishi ingest` すると、変わったところだけが改まります。
- 待たずに新しい版を使うには、入手元から同じ名前のファイルを別のフォルダーに置き、`{NOTE}` を写して、`Source:` と
  `Files` の行のコミットと日付をその版に直してから `enishi ingest` します。
- enishi が取得する版を改めるには、`ingest/manifests/SOURCE.json` のコミット・日付・大きさ・SHA-256を直し、この
  ページを作り直します。
"""


def sources_page() -> str:
    """The whole page as Markdown, ending in a newline."""
    manifests = [manifest_of(name) for name in manifest_names()]
    return "\n".join((_INTRODUCTION, *_overview(manifests), *_others(), *_each(manifests)))


def _overview(manifests: list[Manifest]) -> Iterator[str]:
    yield from (
        "## 取得できるデータ",
        "",
        "| SOURCE | データ | ライセンス | 版の日付 | 大きさ |",
        "| --- | --- | --- | --- | --- |",
    )
    for manifest in manifests:
        yield (
            f"| [`{manifest.source}`](#{manifest.source}) | {manifest.title} | {manifest.licence} | {_days(manifest)} "
            f"| {_amount(manifest)} |"
        )
    yield ""


def _others() -> Iterator[str]:
    """What the register holds and nobody has to fetch."""
    yield from ("## 取得の要らないもの", "", "| SOURCE | データ | ライセンス | 入手元 |", "| --- | --- | --- | --- |")
    for source in SOURCES.values():
        if source.name not in manifest_names():
            what = f"{source.label_ja}: {source.description_ja}"
            yield f"| `{source.name}` | {what} | {source.licence} | {source.origin} |"
    yield ""


def _each(manifests: list[Manifest]) -> Iterator[str]:
    for manifest in manifests:
        yield from (f"## {manifest.source}", "", manifest.title, "")
        source = SOURCES.get(manifest.source)
        if source is not None:
            yield from (source.description_ja, "")
        yield from (
            f"- 得られるもの: {manifest.yields}",
            *_places(manifest),
            f"- 公開者: {manifest.publisher}",
            f"- ライセンス: {manifest.licence}",
            f"- 大きさ: {_amount(manifest)}",
            *(_files(source) if source is not None else ()),
            "",
            "```",
            f"enishi fetch {manifest.source} --to {manifest.source}",
            f"enishi ingest {manifest.source} {manifest.source}",
            "```",
            "",
        )


def _places(manifest: Manifest) -> Iterator[str]:
    """Each place with its version, newest first."""
    for place in sorted(manifest.places, key=lambda each: (each.date, each.repository), reverse=True):
        count = sum(file.place == place for file in manifest.files)
        commit = f"{place.url}/commit/{place.commit}"
        yield f"- 入手元: [{place.repository}]({place.url})、[{place.date} の版]({commit})から{count:,}ファイル"


def _files(source: Source) -> Iterator[str]:
    """Which columns of which file are read."""
    yield "- 読む列:"
    for name, columns in source.columns().items():
        yield f"  - {name}: {'、'.join(columns)}"


def _days(manifest: Manifest) -> str:
    days = sorted({place.date for place in manifest.places})
    return days[0] if len(days) == 1 else f"{days[0]} 〜 {days[-1]}"


def _amount(manifest: Manifest) -> str:
    return f"{len(manifest.files):,}ファイル、{manifest.size / 1_000_000:.2f} MB"


if __name__ == "__main__":
    import sys

    sys.stdout.write(sources_page())
