"""The HTTP routes, for a WebUI and for the studio: a router made to measure, host-free."""
