"""Bundles joined with the library."""
