"""What a prompt is made of: read, picked from, and put together again."""
