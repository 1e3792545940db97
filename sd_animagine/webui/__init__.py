"""The adapter to the WebUIs; what is the host's is asked of the room ``host`` alone."""
