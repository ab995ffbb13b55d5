"""How the room's tables came to be as they are."""
