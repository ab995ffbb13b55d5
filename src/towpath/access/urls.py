"""The addresses of access."""

from __future__ import annotations

from django.urls import path

from towpath.access import issuing_views, views

app_name = "access"
urlpatterns = [
    path("agencies/", views.agencies, name="agencies"),
    path("agencies/new/", views.new_agency, name="new_agency"),
    path("agencies/<slug:slug>/", views.agency, name="agency"),
    path("people/", views.people, name="people"),
    path("people/new/", views.new_person, name="new_person"),
    path("people/<uuid:id>/", views.person, name="person"),
    path("people/<uuid:id>/change/", views.change_person, name="change_person"),
    path("people/<uuid:id>/standing/", views.standing, name="standing"),
    path("people/<uuid:id>/role/", views.appoint, name="appoint"),
    path("people/<uuid:id>/invitation/", views.invite, name="invite"),
    path("memberships/<uuid:id>/end/", views.end_membership, name="end_membership"),
    path("purposes/", views.purposes, name="purposes"),
    path("you/", views.you, name="you"),
    path("keys/", issuing_views.keys, name="keys"),
    path("keys/new/", issuing_views.new_key, name="new_key"),
    path("keys/<uuid:id>/revoke/", issuing_views.revoke_key, name="revoke_key"),
    path("audit/", views.audit_trail, name="audit"),
    path("audit/proof/", views.prove, name="prove"),
]
