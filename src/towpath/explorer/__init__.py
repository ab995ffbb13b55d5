"""Where, what, when: the partnership's evidence looked at as table, chart and map of one another.

Words: a *look* is one category in one area and period, set against another; it is an address, so it
can be sent to somebody; a *figure* is a number with its grounds, and has a page of its own.
Analysts, managers, police and housing officers enter; what each of them sees is what their grant
covers. Nothing is kept here but what stays warm in the process.
"""
