"""A process of our own that runs a module, with a pipe to it and one from it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping

_START = (
    "import importlib, json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "importlib.import_module(sys.argv[2]).main(*json.loads(sys.argv[3]))"
)


def spawn(
    module: str,
    *arguments: int | str,
    environment: Mapping[str, str] | None = None,
    shared: tuple[int, ...] = (),
) -> tuple[subprocess.Popen[bytes], int, int]:
    """Start ``main`` of a module with the ends of its pipes, to read from and to write to, and the arguments.

    Gives the process, and our ends: to write to it, and to read from it. No standard stream is shared: what it
    prints or asks for goes nowhere. It is in a group of its own, since the parent alone decides what Ctrl-C
    means. ``environment`` is added to ours; descriptors in ``shared`` stay open
    in it. Raises OSError when the system has no process left.
    """
    theirs, to_it = os.pipe()
    from_it, ours = os.pipe()
    call = json.dumps((theirs, ours, *arguments))
    try:
        process = subprocess.Popen(
            [sys.executable, "-c", _START, json.dumps(sys.path), module, call],
            pass_fds=(theirs, ours, *shared),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            process_group=0,
            env={**os.environ, **(environment or {})},
        )
    except OSError:
        os.close(to_it)
        os.close(from_it)
        raise
    finally:
        os.close(theirs)
        os.close(ours)
    return process, to_it, from_it
