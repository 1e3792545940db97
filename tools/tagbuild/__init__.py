"""How the bundled tag lists are made; ``tools/build_tags.py`` is the way in."""
