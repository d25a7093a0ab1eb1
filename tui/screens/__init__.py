"""Screens: the only place that calls the library."""
