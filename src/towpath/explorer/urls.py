"""The addresses of the explorer."""

from __future__ import annotations

from django.urls import path

from towpath.explorer import views

app_name = "explorer"
urlpatterns = [
    path("explore/", views.look, name="look"),
    path("explore/shapes/", views.outlines, name="outlines"),
    path("explore/file/", views.take, name="take"),
    path("figures/<slug:slug>/", views.figure, name="figure"),
]
