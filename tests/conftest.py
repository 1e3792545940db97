"""What holds for every test."""

from hypothesis import settings

# Machines that run the tests are small and busy: a slow example is no failure.
settings.register_profile("any-machine", deadline=None)
settings.load_profile("any-machine")
