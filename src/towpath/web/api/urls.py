"""The addresses of the API."""

from __future__ import annotations

from django.urls import path

from towpath.web.api import evidence, features, published
from towpath.web.api.frame import api, docs, opened

api.add_router("", evidence.router)
api.add_router("", published.router)
api.add_router("/features", features.router)

_patterns, app_name, _ = api.urls
urlpatterns = [path("docs", docs, name="docs"), *opened(_patterns)]
