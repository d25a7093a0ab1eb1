"""Libraries of extras are imported without letting what they depend on try out the network."""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import Any


def load(name: str) -> ModuleType:
    """Import a library. Raises ImportError when it is not installed.

    trafilatura and htmldate bring urllib3 along, which opens a socket while it is imported, to see whether the
    machine has IPv6. It does not try where Python itself was built without, and that is what it is told here.
    """
    sockets: Any = importlib.import_module("socket")
    had = sockets.has_ipv6
    sockets.has_ipv6 = False
    try:
        return importlib.import_module(name)
    finally:
        sockets.has_ipv6 = had
