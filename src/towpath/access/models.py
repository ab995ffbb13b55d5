"""Agencies, people and memberships, and the audit trail; each field with its handling."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from towpath.access.permissions import Role


class Agency(models.Model):
    """A body that takes part in the partnership. Its slug is its name in the evidence too."""

    class Kind(models.TextChoices):
        """How the law names it: Crime and Disorder Act 1998, section 5."""

        RESPONSIBLE = "responsible", _("Responsible authority")
        COOPERATING = "cooperating", _("Co-operating body")
        OTHER = "other", _("Other body")

    HANDLING = {
        "id": "internal", "slug": "public", "name": "public", "kind": "public",
        "active": "internal",
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(_("short name"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    active = models.BooleanField(_("takes part"), default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class People(BaseUserManager["Person"]):
    """How Django and allauth find a person by what they type to sign in."""

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """Somebody who signs in, by e-mail address."""

    HANDLING = {
        "id": "internal", "email": "personal, 7 years", "name": "personal, 7 years",
        "job": "personal, 7 years", "is_active": "internal", "created": "internal",
        "password": "personal, 7 years", "last_login": "personal, 7 years",
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    job = models.CharField(_("job title"), max_length=120, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    created = models.DateTimeField()

    objects = People()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name


class Membership(models.Model):
    """A person's role in an agency, from a day and, once it is known, until a day."""

    HANDLING = {
        "id": "internal", "person": "personal, 7 years", "agency": "internal",
        "role": "personal, 7 years", "starts": "personal, 7 years", "ends": "personal, 7 years",
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="memberships")
    role = models.CharField(
        _("role"), max_length=20, choices=[(role.value, role.label) for role in Role]
    )
    starts = models.DateField(_("from"))
    ends = models.DateField(_("until, the first day without it"), null=True, blank=True)

    class Meta:
        ordering = ["agency__slug", "role", "starts"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.role} {self.agency}"


class ApiKey(models.Model):
    """A key by which a program asks in a person's name. Its secret is hashed and shown once."""

    HANDLING = {
        "id": "internal", "person": "personal, 7 years", "name": "personal, 7 years",
        "prefix": "internal", "digest": "internal", "scopes": "internal", "created": "internal",
        "created_by": "personal, 7 years", "expires": "internal", "revoked": "internal",
        "used": "personal, 7 years",
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="keys")
    name = models.CharField(_("what it is for"), max_length=120)
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    scopes = models.CharField(max_length=200)
    created = models.DateTimeField()
    created_by = models.CharField(max_length=80)
    expires = models.DateField(_("until, the first day without it"))
    revoked = models.DateTimeField(null=True, blank=True)
    used = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-created"]

    def __str__(self) -> str:
        return self.prefix


class AuditEvent(models.Model):
    """One line of the audit trail. The database itself refuses to change or delete one."""

    HANDLING = {
        "sequence": "internal", "at": "personal, 7 years", "person": "personal, 7 years",
        "agency": "internal", "roles": "internal", "purpose": "internal",
        "operation": "internal", "what": "internal", "subject": "personal, 7 years",
        "recipient": "personal, 7 years", "reason": "personal, 7 years", "request": "internal",
        "details": "personal, 7 years", "before": "internal", "mac": "internal",
    }  # fmt: skip

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    person = models.CharField(max_length=80, db_index=True)
    agency = models.CharField(max_length=40)
    roles = models.CharField(max_length=200)
    purpose = models.CharField(max_length=40)
    operation = models.CharField(max_length=20)
    what = models.CharField(max_length=60, db_index=True)
    subject = models.CharField(max_length=120, db_index=True)
    recipient = models.CharField(max_length=200)
    reason = models.CharField(max_length=500)
    request = models.CharField(max_length=40)
    details = models.TextField()
    before = models.CharField(max_length=64)
    mac = models.CharField(max_length=64)

    class Meta:
        ordering = ["sequence"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only ever insert."""
        super().save(*args, **(kwargs | {"force_insert": True}))
