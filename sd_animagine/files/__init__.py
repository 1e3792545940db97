"""Files that users name: opened with care, and what their headers say."""
