"""The addresses of intake."""

from __future__ import annotations

from django.urls import path

from towpath.intake import deciding, views

app_name = "intake"
urlpatterns = [
    path("deliveries/", views.deliveries, name="deliveries"),
    path("deliveries/new/", views.new, name="new"),
    path("deliveries/<uuid:id>/", views.delivery, name="delivery"),
    path("deliveries/<uuid:id>/progress/", views.progress, name="progress"),
    path("deliveries/<uuid:id>/refused.csv", views.refused_rows, name="refused_rows"),
    path("deliveries/<uuid:id>/columns/", deciding.columns, name="columns"),
    path("deliveries/<uuid:id>/again/", deciding.again, name="again"),
    path("deliveries/<uuid:id>/accept/", deciding.accept, name="accept"),
    path("deliveries/<uuid:id>/refuse/", deciding.refuse, name="refuse"),
    path("deliveries/<uuid:id>/withdraw/", deciding.withdraw, name="withdraw"),
    path("held/", views.held_loads, name="held"),
    path("held/<slug:agency>/<slug:feed>/", deciding.source, name="source"),
    path("returns/", views.returns, name="returns"),
    path("returns/due.ics", views.due, name="due"),
    path("returns/new/", deciding.owe, name="owe"),
    path("returns/<slug:agency>/<slug:kind>/<slug:quarter>/", deciding.nil, name="nil"),
]
