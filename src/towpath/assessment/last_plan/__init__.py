"""Section four: how far the last plan was carried out, from what the partnership delivers."""
