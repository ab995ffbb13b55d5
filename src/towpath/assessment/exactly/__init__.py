"""What the room of places tells of an edition's area: where exactly, again and again, where next.

Each finding asks `places` the question of one kind of event in the edition's area and period, and
sets its answer as a finding. What goes finer than a small area, on closed feeds, is for the
partnership alone: the public form says so in its place.
"""
