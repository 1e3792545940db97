"""One reader a tool; each gives None for texts that are not its own."""
