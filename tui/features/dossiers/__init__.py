"""Dossiers and saved searches: what is put together, and what is asked again and again."""
