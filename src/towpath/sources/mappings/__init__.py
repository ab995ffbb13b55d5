"""Mappings that several feeds share: the words of an owner to categories and outcomes."""
