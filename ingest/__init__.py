"""Sources: files of others become facts. Each source is read, transformed (pure) and loaded by `ingest.run`.

| module | holds |
|---|---|
| `tables` | a CSV file as rows that know their place |
| `extract` | what one file or folder states, before it is loaded |
| `mapping` | headers and cells read by the vocabulary |
| `workbook` | a folder of sheets, our own template; `references` finds what its cells point to |
| `municipalities` | 全国市区町村・都道府県一覧 |
| `sample` | the bundled workbook |
| `sources` | the register of all sources |
| `manifest`, `manifests/` | the pinned version of each public source; `download` and `fetch` get it |
| `sources_page` | docs/sources.md |
| `run` | survey, load, report |
"""
