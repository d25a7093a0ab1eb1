"""The reader: one screen, its state, and who is told of what. It knows no feature by name."""
