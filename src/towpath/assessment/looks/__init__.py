"""A look: one category in one area and period, as table, chart and map of the same figures.

What the explorer shows and hands out. A look is made of the same figures as an edition: the count
of a ward that is looked at is the one that the assessment prints, under the same id.
"""
