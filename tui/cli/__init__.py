"""The commands, one file each; none imports Textual.

Each command module has ``DESCRIPTION``, ``configure(parser)`` and ``run(args) -> int``. Exit codes are grep's:
0 found or done, 1 nothing found or something left undone, 2 an error that is told on standard error.
"""
