"""Entities: the sidebar and its counts, pages, and decisions about who is who."""
