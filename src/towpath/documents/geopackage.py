"""A layer as a GeoPackage: shapes on the British National Grid with what is known of each."""

from __future__ import annotations

from towpath.documents.blocks import Document, Map
from towpath.documents.layers import drawn as layer_of
from towpath.documents.layers import gdal
from towpath.documents.layers.layer import Layer


def package(drawn: Map, document: Document) -> bytes:
    """The file of a document's map: the same map on the same date gives the same bytes."""
    return of(layer_of.of(drawn, document.modified))


def of(layer: Layer, marking: str = "") -> bytes:
    """The file of a layer: the same layer gives the same bytes."""
    said = {"CREDIT": layer.credit, "NOTICE": layer.notice, "MARKING": marking}
    options = {
        "layer_options": {"DESCRIPTION": " · ".join(filter(None, (layer.title, marking)))},
        "layer_metadata": {key: words for key, words in said.items() if words},
    }
    return gdal.file(layer, gdal.geometries(layer), "GPKG", gdal.GRID, options)
