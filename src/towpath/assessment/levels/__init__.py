"""Section one: the levels and patterns of crime, disorder and substance misuse."""
