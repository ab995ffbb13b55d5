"""Section six: what people think should be put first, from consultations delivered."""
