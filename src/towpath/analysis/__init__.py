"""Analysis: the partnership's reasoning on values, and nothing else.

For: telling news from noise: change between two periods, rates, proportions, outliers, signals,
seasons, trends, breaks, risers, outcomes. Each module is one question of the trade, and its name
stays at the call: ``change.between(...)``, ``rates.crude(...)``, ``funnel.limits(...)``.

Words: *count* (events in a period), *base* (residents, households, days), *dispersion* (how much
more a series varies than pure chance would), *verdict* (fell, rose, no clear change).

Rules: values in (numbers, NumPy arrays), values out (frozen dataclasses of arrays). No files, no
store, no clock; wherever chance enters, a ``numpy.random.Generator`` is passed in. A number that
cannot be had is ``nan``, never a guess. Nothing is rounded here.
"""
