"""Textual as a later version may be: one of its private names is another one, everywhere in it."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import CodeType, FunctionType
from typing import Any

APART = "textual.css"
"""Its styles have private names of their own, some of them the same (``_display``)."""


def _is_textual(one: Any) -> bool:
    module = getattr(one, "__module__", None)
    if not isinstance(module, str):
        return False
    return module.partition(".")[0] == "textual" and not module.startswith(APART)


def _functions() -> list[FunctionType]:
    return [one for one in gc.get_objects() if isinstance(one, FunctionType) and _is_textual(one)]


def _classes() -> list[type[Any]]:
    return [one for one in gc.get_objects() if isinstance(one, type) and _is_textual(one)]


def _renamed(code: CodeType, old: str, new: str) -> CodeType:
    names = tuple(new if name == old else name for name in code.co_names)
    constants = tuple(_renamed(one, old, new) if isinstance(one, CodeType) else one for one in code.co_consts)
    same = all(one is other for one, other in zip(constants, code.co_consts, strict=True))
    if names == code.co_names and same:
        return code
    return code.replace(co_names=names, co_consts=constants)


@contextmanager
def renamed(old: str, new: str) -> Iterator[None]:
    """Within, every function of Textual uses ``new`` for the attribute ``old``, and every class has it.

    A function whose name tells Textual when to call it (``_on_idle``) is told by a new name, too.
    """
    codes = [(function, function.__code__) for function in _functions()]
    holders: list[Any] = [one for one in _classes() if old in vars(one)]
    holders += [one for name, one in sys.modules.items() if name.startswith("textual.") and old in vars(one)]
    parts = [(holder, vars(holder)[old]) for holder in holders]
    try:
        for function, code in codes:
            if (changed := _renamed(code, old, new)) is not code:
                function.__code__ = changed
        for holder, part in parts:
            delattr(holder, old)
            setattr(holder, new, part)
        yield
    finally:
        for holder, part in parts:
            delattr(holder, new)
            setattr(holder, old, part)
        for function, code in codes:
            if function.__code__ is not code:
                function.__code__ = code
