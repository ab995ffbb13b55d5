"""Section five: the matters the partnership should put first."""
