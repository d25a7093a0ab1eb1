"""Taking articles along: copy, save, pipe, links."""
