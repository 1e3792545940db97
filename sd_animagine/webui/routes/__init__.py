"""The HTTP routes inside the host: who may use them, and when their work is done."""
