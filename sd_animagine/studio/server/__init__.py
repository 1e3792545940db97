"""The studio as a server: page, routes, tasks and outputs."""
