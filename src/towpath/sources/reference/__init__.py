"""The reference pack: areas, lookups, residents, households, deprivation and shapes, as Parquet.

`building.build(source, pack)` reads the files that ONS and MHCLG publish, recognised by their
columns, and writes the pack once; `Pack.open(pack)` answers from it, lazily. Shapes and points are
in British National Grid metres (EPSG:27700).
"""

from towpath.sources.reference.pack import Pack

__all__ = ["Pack"]
