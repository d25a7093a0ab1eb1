"""Where an article comes from, and what was dropped from it."""
