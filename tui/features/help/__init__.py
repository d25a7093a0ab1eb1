"""All keys on a page, and the palette of actions."""
