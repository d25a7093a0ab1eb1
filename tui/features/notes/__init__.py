"""Notes: on articles, passages and entities, in a line, in a pane of several lines, or in one's own editor."""
