"""The studio's page on its way to a browser: which files it takes, put together and packed."""
