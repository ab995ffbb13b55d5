"""Evidence: what the partnership holds, how it came in, and every question that may be asked of it.

Words: an agency hands over a *delivery*; its rows are split into immutable *loads* by feed, agency
and month; the *register* names the loads in force, and is replaced by one rename; a *snapshot* is
the set of loads in force, and every Figure names it. A row is accepted, or refused with a rule, a
line and its values: accepted + refused = delivered.

Modules within: `homes` (the folder), `loading` (the way in), `superseding` and `retiring` (the way
out), `registers` (what is in force), `held` (the way to ask), and one a subject of questions:
`incidents`, `cubes`, `outcomes`, `cohorts`, `searches`, `admissions`, `measures`, `hours`,
`points`, `coverage`. They narrow (`narrowing`) and count (`counting`) alike. Loading speaks
DuckDB's SQL, since it must be fast; questions speak Ibis, so that they run on Spark unchanged.
"""
