"""Counts what went over the wire, for the ``--stats`` line and the benchmarks."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class WireStats:
    """Running totals since the start."""

    sent: int = 0
    """Bytes sent."""
    frames: int = 0
    merged: int = 0
    """Frames that were never sent by themselves because a newer one overtook them."""
    last: int = 0
    """Bytes of the latest frame."""
    fallback: str = ""
    """Why stock output is in use; empty while the wire is."""
    stock: list[str] = field(default_factory=list)
    """What is left to Textual beside output, each with the reason."""

    def count(self, size: int) -> None:
        """Note one frame."""
        self.sent += size
        self.frames += 1
        self.last = size

    def line(self) -> str:
        """One line for people."""
        left = f"; left to Textual: {', '.join(self.stock)}" if self.stock else ""
        if self.fallback:
            return f"wire off: {self.fallback}{left}"
        merged = f", {self.merged} merged" if self.merged else ""
        return f"wire: {self.sent:,} B in {self.frames:,} frames{merged}, latest {self.last:,} B{left}"
