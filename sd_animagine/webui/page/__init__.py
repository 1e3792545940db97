"""What stands in the host's page: accordion, tab, and the settings that are its alone."""
