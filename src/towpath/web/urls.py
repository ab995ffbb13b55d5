"""The addresses of the site; each room brings its own."""

from __future__ import annotations

from django.urls import include, path

from towpath.web import views

CLOSED = (
    "signup",
    "email",
    "confirm-email",
    "confirm-email/<key>",
    "login/code/confirm",
    "3rdparty",
    "3rdparty/signup",
    "social/<path:url>",
)
urlpatterns = [
    path("", views.home, name="home"),
    path("health/", views.health, name="health"),
    path("theme.css", views.theme, name="theme"),
    # Nobody signs up and nobody changes their own address: an administrator does.
    *(path(f"account/{one}/", views.closed) for one in CLOSED),
    path("account/", include("allauth.urls")),
    path("api/", include("towpath.web.api.urls", namespace="api")),
    path("", include("towpath.access.urls")),
    path("", include("towpath.explorer.urls")),
    path("", include("towpath.intake.urls")),
    path("", include("towpath.editions.urls")),
    path("", include("towpath.publications.urls")),
]

handler400 = "towpath.web.views.bad_request"
handler403 = "towpath.web.views.not_permitted"
handler404 = "towpath.web.views.not_found"
handler500 = "towpath.web.views.fault"
