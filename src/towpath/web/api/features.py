"""OGC API - Features, part 1: published layers that QGIS and ArcGIS open by their address."""

from __future__ import annotations

import json
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from ninja import Path, Query, Router

from towpath.access.errors import NotFound
from towpath.access.viewing import viewing
from towpath.foundation import NotUnderstood
from towpath.web.api import layers
from towpath.web.api.answers import Said
from towpath.web.api.layers import Box, Name

router = Router(tags=["features"], auth=None)
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_CONFORMS = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf"
_GEOJSON = "application/geo+json"
_MOST = 10_000
Id = Annotated[str, Path(max_length=200)]
_AS_GEOJSON = {"responses": {200: {"content": {_GEOJSON: {"schema": {"type": "object"}}}}}}
_REFUSED = {400: Said, 404: Said}


@router.get("/", response={200: dict[str, Any]}, url_name="landing")
def landing(request: HttpRequest) -> Any:
    """Where a GIS begins."""
    links = [
        _link(request, "landing", "self"),
        _link(request, "openapi-json", "service-desc", "application/vnd.oai.openapi+json"),
        _link(request, "docs", "service-doc", "text/html"),
        _link(request, "conformance", "conformance"),
        _link(request, "collections", "data"),
    ]
    return {"title": "Published layers", "description": "Maps of what is published.",
            "links": links}  # fmt: skip


@router.get("/conformance", response={200: dict[str, Any]}, url_name="conformance")
def conformance(request: HttpRequest) -> Any:
    """What of the standard is kept."""
    return {"conformsTo": [f"{_CONFORMS}/core", f"{_CONFORMS}/geojson"]}


@router.get("/collections", response={200: dict[str, Any]}, url_name="collections")
def collections(request: HttpRequest) -> Any:
    """The layers."""
    found = layers.names(viewer=viewing(request))
    return {
        "links": [_link(request, "collections", "self")],
        "collections": [_collection(request, one) for one in found],
    }


@router.get("/collections/{id}", response={200: dict[str, Any], **_REFUSED}, url_name="collection")
def collection(request: HttpRequest, id: Id) -> Any:
    """One layer."""
    return _collection(request, layers.named(viewer=viewing(request), id=id))


@router.get("/collections/{id}/items", response={200: dict[str, Any], **_REFUSED},
            url_name="items", openapi_extra=_AS_GEOJSON)  # fmt: skip
def items(
    request: HttpRequest, id: Id,
    limit: Annotated[int, Query(ge=1, le=_MOST)] = 1_000,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    bbox: Annotated[str, Query(max_length=200)] = "",
) -> Any:  # fmt: skip
    """Its features, those that meet a box (west,south,east,north)."""
    viewer = viewing(request)
    name = layers.named(viewer=viewer, id=id)
    found = layers.opened(viewer=viewer, name=name).within(_box(bbox))
    page = found[offset : offset + limit]
    links = [_link(request, "items", "self", _GEOJSON, id=id), _link(request, "collection",
             "collection", id=id)]  # fmt: skip
    if offset + limit < len(found):
        query = {"limit": limit, "offset": offset + limit} | ({"bbox": bbox} if bbox else {})
        following = _link(request, "items", "next", _GEOJSON, id=id)
        links.append(following | {"href": f"{following['href']}?{urlencode(query)}"})
    said = {
        "type": "FeatureCollection", "features": page, "links": links,
        "timeStamp": timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
        "numberMatched": len(found), "numberReturned": len(page),
    }  # fmt: skip
    return HttpResponse(json.dumps(said, ensure_ascii=False), content_type=_GEOJSON)


@router.get("/collections/{id}/items/{feature}", response={200: dict[str, Any], **_REFUSED},
            url_name="item", openapi_extra=_AS_GEOJSON)  # fmt: skip
def item(request: HttpRequest, id: Id, feature: Annotated[str, Path(max_length=20)]) -> Any:
    """One feature."""
    viewer = viewing(request)
    held = layers.opened(viewer=viewer, name=layers.named(viewer=viewer, id=id)).features
    found = next((one for one in held if str(one["id"]) == feature), None)
    if found is None:
        raise NotFound("There is no such feature.", "Look for it among the items.")
    links = [_link(request, "collection", "collection", id=id)]
    text = json.dumps(found | {"links": links}, ensure_ascii=False)
    return HttpResponse(text, content_type=_GEOJSON)


def _collection(request: HttpRequest, name: Name) -> dict[str, Any]:
    box = layers.opened(viewer=viewing(request), name=name).box
    return {
        "id": name.id,
        "title": name.title,
        "itemType": "feature",
        "crs": [CRS84],
        "extent": {"spatial": {"bbox": [box], "crs": CRS84}},
        "links": [
            _link(request, "collection", "self", id=name.id),
            _link(request, "items", "items", _GEOJSON, id=name.id),
        ],
    }


def _box(words: str) -> Box | None:
    if not words:
        return None
    try:
        west, south, east, north = (float(one) for one in words.split(","))
    except ValueError as error:
        raise NotUnderstood(
            "A box is four numbers: west,south,east,north.", "Such as -2.3,53.3,-2.1,53.5."
        ) from error
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise NotUnderstood("The box does not lie on the earth.", "Give longitude and latitude.")
    return west, south, east, north


def _link(
    request: HttpRequest, name: str, rel: str, media: str = "application/json", **where: str
) -> dict[str, str]:
    href = request.build_absolute_uri(reverse(f"api:{name}", kwargs=where or None))
    return {"href": href, "rel": rel, "type": media}
