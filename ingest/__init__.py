"""Sources: files of others become facts. Each source is read, transformed (pure) and loaded by `ingest.run`.

| module | holds |
|---|---|
| `tables` | a CSV file as rows that know their place |
| `extract` | what one file or folder states, before it is loaded |
| `mapping` | headers and cells read by the vocabulary |
| `workbook` | a folder of sheets, our own template; `references` finds what its cells point to |
| `csv_folder` | a source that is a folder of CSV files; `origin` reads the dates of their versions |
| `organizations`, `national_bodies` | what an organisation is, by number and name; bodies known by name alone |
| `addresses`, `prefectures` | the municipality at the head of an address |
| `municipalities` | 全国市区町村・都道府県一覧 |
| `government_bodies`, `companies` | 国の機関・地方公共団体の法人番号, 企業 |
| `procurement`, `vscovid19` | 国の調達実績, 企業の支援サービス一覧 |
| `sangiin` | 参議院; `sangiin_columns` and `sangiin_cells` read its files |
| `kiryu`, `kiryu_*` | 桐生市議会: its files, who answered what, who voted, what all files tell together |
| `judgit` | 行政事業レビューシート; `judgit_sheets` reads a sheet, `judgit_staff` its units and people |
| `ictadvisors` | 地域情報化アドバイザー; `affiliations` reads organisations and titles in free words |
| `takamatsu`, `takamatsu_events`, `digital_agency` | 高松市, its events, デジタル庁の組織・人事 |
| `json_files`, `json_entries` | a JSON file as one value, and the objects in it with their places |
| `excel` | the first sheet of an Excel file as rows |
| `sample` | the bundled workbook |
| `sources` | the register of all sources |
| `manifest`, `manifests/` | the pinned version of each public source; `download` and `fetch` get it |
| `sources_page` | docs/sources.md |
| `run` | survey, load, report |
"""
