"""What all tests share: Hypothesis judges none by its time, since a busy machine is slow."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
