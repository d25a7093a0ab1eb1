"""What a value is: its kind, where it stands, and the form in which equal ones are the same."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ValueKind(StrEnum):
    """The kinds, by the names that queries give them."""

    EMAIL = "email"
    PHONE = "phone"
    WEB = "web"
    MONEY = "money"
    CASE = "case"
    LAW = "law"
    VESSEL = "vessel"
    CVE = "cve"
    IP = "ip"
    COORD = "coord"
    IBAN = "iban"
    CRYPTO = "crypto"


@dataclass(frozen=True, slots=True)
class Value:
    """One value in a text."""

    kind: ValueKind
    start: int
    end: int
    """It is ``text[start:end]``."""
    norm: str
    """What equal values share: small letters, one spelling, no spaces that mean nothing."""
    shown: str
    """How it is shown and asked for."""
    amount: float = 0.0
    """MONEY: the number, of whatever currency."""
