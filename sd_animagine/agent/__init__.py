"""Agents: the compiler as tools of the Model Context Protocol, by its SDK, fetched when asked."""
