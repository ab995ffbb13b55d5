"""The shape of each feed, declared: its columns, rules and mappings.

A declaration is data (`feeds/*.toml`). This room reads declarations, opens what an agency hands
over (folders, archives, workbooks, any declared encoding) down to plain parts, and builds the
reference pack. It checks no rows: `evidence` runs a declaration at the engine's speed.
"""
