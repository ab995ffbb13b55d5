"""Map layers as files: shapes, what is known of each, and who may have them.

    layers.write(layers.Restricted(layer, ("A. Sergeant",)), folder, (layers.Format.GEOPACKAGE,))

A writer takes a layer that says who may read it, as writers of documents do: `Restricted` (exact
and marked) or `Public` (made by `released`, through the disclosure gate). A bare layer has none.
`layers.of` makes a layer of a map.
"""

from towpath.documents.layers.audience import Public, Readable, Restricted, released
from towpath.documents.layers.drawn import of
from towpath.documents.layers.layer import Layer
from towpath.documents.layers.writing import Format, write

__all__ = ["Format", "Layer", "Public", "Readable", "Restricted", "of", "released", "write"]
