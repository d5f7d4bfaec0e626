"""Value types that clean, validate, compare and caption themselves.

| module | holds |
|---|---|
| `text` | `clean` for showing, `fold` and `romanised` for comparing and searching, `kana_from_romaji` |
| `kanji` | the table of variant characters that `fold` uses |
| `names` | `OrganizationName`, `PersonName`, `name_keys` |
| `dates` | `PartialDate`, `Interval`, `age_years` |
| `eras` | the Japanese eras that `PartialDate` reads |
| `codes` | `MunicipalityCode`, `CorporateNumber`, `Yen`, `Url` |

A value that its type refuses raises `graph.errors.InvalidValue`.
"""
