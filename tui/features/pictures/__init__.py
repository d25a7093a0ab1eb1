"""Pictures of an article, shown on request."""
