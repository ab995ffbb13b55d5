"""The room of places: hotspots, repeats, forecasts and their scores.

It joins the methods of `analysis` to what is held, to the reference pack's outlines, and to the
files of `documents`. For each command one module with one function: it takes a frozen question and
an open `evidence.held.Held`, and gives a frozen `answers.Answer`. Places only: nothing here scores
a person, and no exact personal point leaves as a point.
"""
