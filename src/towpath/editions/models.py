"""Editions, the versions of their commentary, judgements and evidence; each field's handling."""

from __future__ import annotations

import uuid

from django.db import models

from towpath.access.models import Agency, Person
from towpath.editions.rules import LABELS, State, Work

# Who wrote or decided something is kept as long as the edition that it stands in.
_WHO = "personal, 10 years"


class Edition(models.Model):
    """A question with people's work on it: from draft to withdrawn."""

    HANDLING = {
        "id": "internal", "area": "public", "area_name": "public", "period": "public",
        "baseline": "public", "snapshot": "public", "state": "internal", "author": _WHO,
        "created": "internal", "recipients": _WHO, "weights": "internal",
        "work": "internal", "work_says": "internal", "work_share": "internal",
        "work_moved": "internal", "run": "internal", "compiled": "internal",
        "compiled_at": "internal", "outline": "internal", "frozen": "internal",
        "frozen_by": _WHO, "frozen_at": "internal", "gaps": "internal", "signed_by": _WHO,
        "signed_at": "internal", "published_at": "public", "withdrawn_at": "public",
        "because": "public",
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.CharField(max_length=60)
    area_name = models.CharField(max_length=120)
    period = models.CharField(max_length=80)
    baseline = models.CharField(max_length=80)
    snapshot = models.CharField(max_length=40)
    state = models.CharField(max_length=20, choices=[(one.value, LABELS[one]) for one in State])
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created = models.DateTimeField()
    recipients = models.TextField(blank=True)
    weights = models.JSONField(default=dict)

    work = models.CharField(max_length=20, blank=True, default=Work.NONE.value)
    work_says = models.CharField(max_length=300, blank=True)
    work_share = models.FloatField(default=0)
    work_moved = models.DateTimeField(null=True)
    # Whoever does the work holds this; begun anew, an earlier worker's results are not taken.
    run = models.CharField(max_length=32, blank=True)

    compiled = models.CharField(max_length=160, blank=True)
    compiled_at = models.DateTimeField(null=True)
    outline = models.JSONField(default=list)
    frozen = models.CharField(max_length=160, blank=True)
    frozen_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True)
    frozen_at = models.DateTimeField(null=True)
    gaps = models.JSONField(default=list)
    signed_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True)
    signed_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    because = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-created"]

    def __str__(self) -> str:
        return f"{self.area_name}, {self.period}"


class Version(models.Model):
    """A text beside a finding ("1a") or a section ("1") as somebody once saved it."""

    HANDLING = {
        "id": "internal", "edition": "internal", "place": "internal", "number": "internal",
        "text": "internal", "by": _WHO, "at": _WHO, "figures": "internal",
    }  # fmt: skip

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="versions")
    place = models.CharField(max_length=8)
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    figures = models.CharField(max_length=16, blank=True)

    class Meta:
        ordering = ["place", "-number"]
        constraints = [
            # The lock: two people who start from one version cannot both make the next.
            models.UniqueConstraint(fields=["edition", "place", "number"], name="one_next_version")
        ]


class Acknowledgement(models.Model):
    """That somebody has read a caveat in these words, and why the edition may stand with it."""

    HANDLING = {
        "id": "internal", "edition": "internal", "caveat": "internal", "words": "internal",
        "because": "internal", "by": _WHO, "at": _WHO,
    }  # fmt: skip

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="acknowledgements")
    caveat = models.CharField(max_length=120)
    words = models.CharField(max_length=16)
    because = models.CharField(max_length=500)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]


class Entry(models.Model):
    """Typed or attached evidence of a section, or that its gap is accepted; never deleted."""

    HANDLING = {
        "id": "internal", "edition": "internal", "section": "internal", "text": "internal",
        "accepts_gap": "internal", "file": "internal", "file_name": "internal",
        "sha256": "internal", "by": _WHO, "at": _WHO, "withdrawn_by": _WHO,
        "withdrawn_at": _WHO, "withdrawn_because": "internal",
    }  # fmt: skip

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="entries")
    section = models.PositiveSmallIntegerField()
    text = models.TextField()
    accepts_gap = models.BooleanField(default=False)
    file = models.FileField(upload_to="evidence", blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["section", "at"]


class Candidate(models.Model):
    """A matter that the partnership might put first."""

    HANDLING = {
        "id": "internal", "edition": "internal", "theme": "internal", "confidence": "internal",
        "by": _WHO, "at": _WHO,
    }  # fmt: skip

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="candidates")
    theme = models.CharField(max_length=120)
    confidence = models.CharField(max_length=10)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "theme"], name="one_candidate_a_theme")
        ]

    def __str__(self) -> str:
        return self.theme


class Score(models.Model):
    """What one person gives a candidate on one criterion, why, and what it rests on."""

    HANDLING = {
        "id": "internal", "candidate": "internal", "criterion": "internal", "value": "internal",
        "because": "internal", "cites": "internal", "by": _WHO, "agency": "internal", "at": _WHO,
    }  # fmt: skip

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="scores")
    criterion = models.CharField(max_length=20)
    value = models.FloatField()
    because = models.CharField(max_length=500)
    cites = models.CharField(max_length=200)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["criterion", "at"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidate", "criterion", "by"], name="one_score_a_person"
            )
        ]


class Recommendation(models.Model):
    """What ought to be done about a candidate: by which agency and person, by when, seen how."""

    HANDLING = {
        "id": "internal", "edition": "internal", "candidate": "internal", "what": "internal",
        "agency": "internal", "owner": _WHO, "measure": "internal", "indicator": "internal",
        "due": "internal", "by": _WHO, "at": _WHO, "dropped_at": _WHO,
        "dropped_because": "internal",
    }  # fmt: skip

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="recommendations")
    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="recommendations")
    what = models.CharField(max_length=300)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    owner = models.ForeignKey(Person, models.PROTECT, related_name="+")
    measure = models.CharField(max_length=300)
    indicator = models.CharField(max_length=200)
    due = models.DateField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)
    dropped_because = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["due", "id"]
