"""What becomes of a request: planned, held under the ceiling, written into its infotext."""
