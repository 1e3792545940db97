"""Names found from what was typed: completion, spelling, and the browser's index."""
