"""Screens that lie over the reader: a page of lines, and a choice among lines."""
