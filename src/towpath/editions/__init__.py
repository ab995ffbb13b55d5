"""People's side of an assessment: commentary, judgement, evidence where data lack, sign-off.

Words: an *edition* is an area, a period, a comparison and a snapshot, and goes through the states
of `rules.STEPS`; its *outline* is what was found, section by section; *commentary* stands beside a
finding or a section, and every version of it is kept; a *caveat* that is grave is acknowledged with
a reason before the edition is frozen; a *gap* is evidence that is not available, accepted by
somebody because of something. Figures come from `assessment` and are never typed here.
Analysts and managers write; police and housing score priorities too; a manager who is none of its
authors signs, and another one publishes.
"""
