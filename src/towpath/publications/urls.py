"""The addresses of publications."""

from __future__ import annotations

from django.urls import path

from towpath.publications import views

app_name = "publications"
urlpatterns = [
    path("publications/", views.publications, name="publications"),
    path("publications/<slug:slug>/", views.publication, name="publication"),
    path("publications/<slug:slug>/files/<path:file>", views.file, name="file"),
    path("editions/<uuid:id>/publish/", views.approve, name="approve"),
    path("editions/<uuid:id>/preview/<path:file>", views.preview, name="preview"),
    path("editions/<uuid:id>/withdraw/", views.withdraw, name="withdraw"),
    path("partnership/", views.partnership, name="partnership"),
    path("accessibility/", views.accessibility, name="accessibility"),
]
