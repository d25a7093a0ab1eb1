"""Checksums and ranges by which numbers prove what they are."""

from __future__ import annotations

from hashlib import sha256
from ipaddress import ip_address

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_IBAN_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29,
    "BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20, "EG": 29,
    "ES": 24, "FI": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28,
    "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20,
    "LB": 28, "LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22,
    "MK": 19, "MR": 27, "MT": 31, "MU": 30, "NL": 18, "NO": 15, "PK": 24, "PL": 28, "PS": 29, "PT": 25,
    "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SC": 31, "SD": 18, "SE": 24, "SI": 19, "SK": 24, "SM": 27,
    "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20,
}  # fmt: skip
"""Characters of an IBAN by country (ISO 13616)."""


def is_iban(text: str) -> bool:
    """An IBAN without spaces: known country, its length, and 1 as the remainder by 97 (ISO 7064)."""
    if _IBAN_LENGTHS.get(text[:2]) != len(text) or not text.isalnum() or not text.isascii():
        return False
    return int("".join(str(int(char, 36)) for char in text[4:] + text[:4])) % 97 == 1


def is_base58check(text: str) -> bool:
    """A Bitcoin address of 25 bytes whose last four are the hash of the others (base58check)."""
    number = 0
    for char in text:
        at = _BASE58.find(char)
        if at < 0:
            return False
        number = number * 58 + at
    if number >> 200:
        return False
    data = number.to_bytes(25, "big")
    return data[0] in (0, 5) and sha256(sha256(data[:21]).digest()).digest()[:4] == data[21:]


def is_bech32(text: str) -> bool:
    """A Bitcoin address of the form ``bc1...`` with its checksum (BIP 173, BIP 350)."""
    lower = text.lower()
    if lower != text and text.upper() != text:
        return False
    head, _, data = lower.rpartition("1")
    if head != "bc" or any(char not in _BECH32 for char in data):
        return False
    total = 1
    for value in [3, 3, 0, 2, 3, *map(_BECH32.index, data)]:
        top = total >> 25
        total = (total & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATOR):
            total ^= generator if top >> bit & 1 else 0
    return total in (1, 0x2BC830A3)


def is_imo(digits: str) -> bool:
    """A ship's IMO number: seven digits, the last of which follows from the others."""
    return len(digits) == 7 and sum(int(d) * (7 - k) for k, d in enumerate(digits[:6])) % 10 == int(digits[6])


def ip_norm(text: str) -> str:
    """An IP address in its usual form; empty when it is none."""
    try:
        return str(ip_address(text))
    except ValueError:
        return ""
