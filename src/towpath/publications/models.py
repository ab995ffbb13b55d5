"""What has been published; each field with its handling."""

from __future__ import annotations

from django.db import models

from towpath.access.models import Person
from towpath.editions.models import Edition


class Publication(models.Model):
    """The public form of an edition, released file by file."""

    HANDLING = {
        "id": "internal", "edition": "internal", "slug": "public", "title": "public",
        "period": "public", "frozen": "public", "files": "public",
        "approved_by": "personal, 10 years", "released_at": "public", "withdrawn_at": "public",
        "withdrawn_by": "personal, 10 years", "because": "public",
    }  # fmt: skip

    edition = models.OneToOneField(Edition, models.PROTECT, related_name="publication")
    slug = models.SlugField(max_length=90, unique=True)
    title = models.CharField(max_length=200)
    period = models.CharField(max_length=200)
    frozen = models.CharField(max_length=160)
    # Path below the public form and SHA-256: what is served is what was released.
    files = models.JSONField(default=dict)
    approved_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    released_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True)
    because = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-released_at"]

    def __str__(self) -> str:
        return self.title
