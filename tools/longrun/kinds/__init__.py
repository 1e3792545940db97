"""The kinds of cases, one a module."""
