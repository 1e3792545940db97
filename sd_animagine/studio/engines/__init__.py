"""What draws in the studio: one interface, and whoever stands behind it."""
