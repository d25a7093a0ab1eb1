"""The terminal: screens, keys, the wire and the command line."""
