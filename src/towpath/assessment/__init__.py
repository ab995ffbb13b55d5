"""The strategic assessment: findings computed from evidence, gathered into an edition.

An edition is an area, a period, a comparison and a snapshot. Its six statutory sections each hold
findings: a figure, table, chart or map, one plain sentence that says what it shows, and its
caveats, which are computed too. Nothing here draws, and nothing here opens a file of loads:
`evidence` answers, `analysis` reasons, `documents` writes.

To add a finding: write a module with `find(study) -> Finding` in the package of its section, and
name it in `contents.toml`.
"""
