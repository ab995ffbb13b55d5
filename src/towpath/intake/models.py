"""Deliveries on their way in, their files, retirements and duties; each field with its handling."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from towpath.access.models import Agency


class State(models.TextChoices):
    """How far a delivery has come."""

    WAITING = "waiting", _("Waiting to be checked")
    CHECKING = "checking", _("Being checked")
    STOPPED = "stopped", _("Needs attention")
    CHECKED = "checked", _("Ready for a decision")
    ACCEPTING = "accepting", _("Being taken in")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Delivery(models.Model):
    """What an agency handed over in the browser, once."""

    HANDLING = {
        "id": "internal", "agency": "internal", "feed": "internal", "state": "internal",
        "columns": "internal", "headings": "internal", "note": "personal, 7 years",
        "handed_by": "personal, 7 years", "handed_at": "internal",
        "decided_by": "personal, 7 years", "decided_at": "internal",
        "reason": "personal, 7 years", "purpose": "internal", "confirmed": "internal",
        "attempts": "internal", "sentence": "internal", "remedy": "internal",
        "report": "internal", "held_as": "internal", "changed_at": "internal",
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    feed = models.CharField(max_length=80, blank=True)  # empty: to be told by its columns
    state = models.CharField(max_length=12, choices=State.choices, db_index=True)
    columns = models.TextField(default="{}")  # JSON: our field to their heading
    headings = models.TextField(default="[]")  # JSON: what their columns are called
    note = models.CharField(max_length=500, blank=True)
    handed_by = models.CharField(max_length=80)
    handed_at = models.DateTimeField(db_index=True)
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    purpose = models.CharField(max_length=40, blank=True)
    confirmed = models.BooleanField(default=False)  # a month may lose rows
    attempts = models.PositiveSmallIntegerField(default=0)
    sentence = models.TextField(blank=True)  # why it stopped, and what to do
    remedy = models.TextField(blank=True)
    report = models.TextField(blank=True)  # JSON of a rehearsal
    held_as = models.CharField(max_length=20, blank=True)  # the evidence's own id of it
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-handed_at"]
        verbose_name_plural = "deliveries"

    def __str__(self) -> str:
        return f"{self.agency_id} {self.handed_at:%Y-%m-%d}"


class DeliveredFile(models.Model):
    """One file of a delivery; its bytes lie in quarantine until somebody has decided."""

    HANDLING = {
        "id": "internal", "delivery": "internal", "number": "internal", "name": "internal",
        "size": "internal", "sha256": "internal",
    }  # fmt: skip

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="files")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["delivery", "number"], name="a_file_has_its_number")
        ]


class Progress(models.Model):
    """How far the worker is with a delivery."""

    HANDLING = {
        "delivery": "internal", "what": "internal", "done": "internal", "total": "internal",
        "at": "internal",
    }  # fmt: skip

    delivery = models.OneToOneField(
        Delivery, models.CASCADE, primary_key=True, related_name="progress"
    )
    what = models.CharField(max_length=300)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    at = models.DateTimeField()


class Retirement(models.Model):
    """Loads that somebody asked to take out of force for good."""

    HANDLING = {
        "id": "internal", "loads": "internal", "reason": "personal, 7 years",
        "asked_by": "personal, 7 years", "asked_at": "internal", "purpose": "internal",
        "done_at": "internal", "sentence": "internal",
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    loads = models.TextField()  # JSON: their ids
    reason = models.CharField(max_length=500)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    purpose = models.CharField(max_length=40, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    sentence = models.TextField(blank=True)  # why it could not be done

    class Meta:
        ordering = ["-asked_at"]


class NilMonth(models.Model):
    """A month of a return of which an agency says that there is nothing to report."""

    HANDLING = {
        "id": "internal", "agency": "internal", "kind": "internal", "month": "internal",
        "said_by": "personal, 7 years", "said_at": "internal",
    }  # fmt: skip

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    month = models.DateField()
    said_by = models.CharField(max_length=80)
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["month"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "kind", "month"], name="a_month_is_nil_once")
        ]


class Duty(models.Model):
    """An agency owes a return each quarter, from a day and perhaps until one."""

    HANDLING = {
        "id": "internal", "agency": "internal", "kind": "internal", "starts": "internal",
        "ends": "internal",
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "agency__name"]
        verbose_name_plural = "duties"
        constraints = [
            models.UniqueConstraint(fields=["agency", "kind"], name="a_duty_is_owed_once"),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="duty_ends_later"
            ),
        ]
