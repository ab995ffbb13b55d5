"""The addresses of editions."""

from __future__ import annotations

from django.urls import path

from towpath.editions import judging, steps, views

app_name = "editions"
_ONE = "editions/<uuid:id>"
urlpatterns = [
    path("editions/", views.editions, name="editions"),
    path("editions/new/", views.begin, name="begin"),
    path(f"{_ONE}/", views.edition, name="edition"),
    path(f"{_ONE}/progress/", views.progress, name="progress"),
    path(f"{_ONE}/recount/", steps.recount, name="recount"),
    path(f"{_ONE}/sections/<int:number>/", views.section, name="section"),
    path(f"{_ONE}/texts/<slug:place>/", views.text, name="text"),
    path(f"{_ONE}/caveats/", views.caveats, name="caveats"),
    path(f"{_ONE}/evidence/", views.evidence, name="evidence"),
    path(f"{_ONE}/evidence/<int:entry>/file/", views.attachment, name="attachment"),
    path(f"{_ONE}/evidence/<int:entry>/withdraw/", views.withdraw_evidence,
         name="withdraw_evidence"),
    path(f"{_ONE}/priorities/", judging.priorities, name="priorities"),
    path(f"{_ONE}/priorities/weights/", judging.weigh, name="weigh"),
    path(f"{_ONE}/priorities/<int:candidate>/", judging.score, name="score"),
    path(f"{_ONE}/recommendations/", judging.recommendations, name="recommendations"),
    path(f"{_ONE}/recommendations/<int:recommendation>/drop/", judging.drop, name="drop"),
    path(f"{_ONE}/freeze/", steps.freeze, name="freeze"),
    path(f"{_ONE}/reopen/", steps.reopen, name="reopen"),
    path(f"{_ONE}/send-back/", steps.send_back, name="send_back"),
    path(f"{_ONE}/sign/", steps.sign, name="sign"),
    path(f"{_ONE}/files/<path:file>", steps.file, name="file"),
]  # fmt: skip
