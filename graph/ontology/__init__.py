"""The vocabulary: every kind, tie, property, role and level, declared once.

`declaration` holds the forms, `kinds` and `ties` the declarations, `ladder` the levels of a tie,
`roles` the labels derived beside a kind. Everything else (validation, constraints, columns, colours,
legend, documentation) is read from here.
"""
