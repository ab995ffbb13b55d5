"""The site's frame: its settings, its base page, its errors, its static files, its process.

A partnership's people open it in a browser. What they see there belongs to the rooms below; this
one only holds them together. `python -m towpath.web serve` runs it.
"""
