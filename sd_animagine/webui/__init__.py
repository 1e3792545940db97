"""The adapter to AUTOMATIC1111 and Forge: the only place that imports the host's ``modules``."""
