"""Pages of priorities, weights, scores and recommendations."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from towpath.access.errors import NotFound, NotSound
from towpath.access.refusing import told_on
from towpath.access.viewers import Viewer
from towpath.access.viewing import viewing
from towpath.editions import actions, forms, queries, rankings
from towpath.editions.views import both, form_page, refused


@both
def priorities(request: HttpRequest, id: UUID) -> HttpResponse:
    """The matrix, its weights and its candidates; a new candidate."""
    viewer = viewing(request)
    found = queries.edition(viewer=viewer, id=id)
    if request.method == "POST":
        viewer.require("edition.score")
    form = forms.CandidateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            number = actions.propose(id=id, **form.cleaned_data, by=viewer, at=timezone.now())
            return redirect("editions:score", id=id, candidate=number)
    said = {
        "edition": found, "form": form, "ranking": rankings.ranking(viewer=viewer, id=id),
        "candidates": queries.candidates(viewer=viewer, id=id),
        "weights": _weights_form(viewer, id), "may_score": viewer.may("edition.score"),
        "may_write": viewer.may("edition.write"),
    }  # fmt: skip
    return render(request, "editions/priorities.html", said)


def _weights_form(viewer: Viewer, id: UUID) -> forms.WeightsForm:
    given = queries.weights(viewer=viewer, id=id)
    initial = {name.replace(" ", "_"): f"{value:g}" for name, value in given.items()}
    return forms.WeightsForm(initial=initial, auto_id="weight-%s")


@require_POST
def weigh(request: HttpRequest, id: UUID) -> HttpResponse:
    """Write down the agreed weights."""
    viewer = viewing(request)
    viewer.require("edition.write")
    queries.edition(viewer=viewer, id=id)
    form = forms.WeightsForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give each criterion a weight from 0 to 10."))
        return redirect("editions:priorities", id=id)
    try:
        actions.weigh(id=id, weights=form.weights(), by=viewer, at=timezone.now())
    except NotSound as error:
        messages.error(request, str(error))
    return redirect("editions:priorities", id=id)


@both
def score(request: HttpRequest, id: UUID, candidate: int) -> HttpResponse:
    """A candidate: everybody's scores, and one's own."""
    viewer = viewing(request)
    viewer.require("edition.score")
    edition = queries.edition(viewer=viewer, id=id)
    of = next((c for c in queries.candidates(viewer=viewer, id=id) if c.id == candidate), None)
    if of is None:
        raise NotFound("There is no such candidate.", "Look for it among the priorities.")
    scores = list(of.scores.all())
    own = [one for one in scores if str(one.by_id) == viewer.person]
    form = forms.ScoreForm(request.POST or None, initial=_own(own))
    if request.method == "POST" and form.is_valid():
        given, at = form.judgements(), timezone.now()
        with told_on(form):
            actions.score(id=id, candidate=candidate, given=given, by=viewer, at=at)
            messages.success(request, _("Your scores were saved."))
            return redirect("editions:priorities", id=id)
    said = {"edition": edition, "candidate": of, "scores": scores, "form": form}
    return render(request, "editions/score.html", said)


def _own(scores: list[Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in scores:
        key = one.criterion.replace(" ", "_")
        found |= {f"{key}_value": f"{one.value:g}", f"{key}_because": one.because,
                  f"{key}_cites": one.cites}  # fmt: skip
    return found


@both
def recommendations(request: HttpRequest, id: UUID) -> HttpResponse:
    """What is recommended, with owner and date; a new recommendation."""
    viewer = viewing(request)
    found = queries.edition(viewer=viewer, id=id)
    if request.method == "POST":
        viewer.require("edition.write")
    choices = [(one.id, one.theme) for one in queries.candidates(viewer=viewer, id=id)]
    form = forms.RecommendationForm(request.POST or None, candidates=choices)
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            actions.recommend(id=id, given=form.given(), by=viewer, at=timezone.now())
            messages.success(request, _("The recommendation was added."))
            return redirect("editions:recommendations", id=id)
    said = {
        "edition": found, "form": form, "candidates": choices,
        "recommendations": queries.recommendations(viewer=viewer, id=id),
        "may_write": viewer.may("edition.write"),
    }  # fmt: skip
    return render(request, "editions/recommendations.html", said)


@both
def drop(request: HttpRequest, id: UUID, recommendation: int) -> HttpResponse:
    """Drop a recommendation with a reason."""
    viewer = viewing(request)
    viewer.require("edition.write")
    queries.edition(viewer=viewer, id=id)
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        because, at = form.cleaned_data["because"], timezone.now()
        try:
            actions.drop(id=id, recommendation=recommendation, because=because, by=viewer, at=at)
        except NotSound as error:
            return refused(request, id, error)
        return redirect("editions:recommendations", id=id)
    return form_page(request, form, _("Drop a recommendation"), _("Drop it"))
