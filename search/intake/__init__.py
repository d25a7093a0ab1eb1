"""How a file becomes articles: plan, detect, parse, clean. Nothing here opens a socket or writes a file."""
