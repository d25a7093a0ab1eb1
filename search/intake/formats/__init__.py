"""One module a format; each has ``VERSION`` and ``read(content)``. The registry loads them by name."""
