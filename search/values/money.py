"""Amounts of money: how they are written, and what number they are; and how amounts are asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from search.values.value import Value, ValueKind

_SIGNS = {
    "$": "USD",
    "£": "GBP",
    "€": "EUR",
    "¥": "JPY",
    "₹": "INR",
    "₽": "RUB",
    "₩": "KRW",
    "₪": "ILS",
    "₺": "TRY",
    "₴": "UAH",
}
_DOLLARS = {
    "US": "USD",
    "U.S.": "USD",
    "A": "AUD",
    "AU": "AUD",
    "C": "CAD",
    "CA": "CAD",
    "CAN": "CAD",
    "HK": "HKD",
    "NZ": "NZD",
    "S": "SGD",
    "R": "BRL",
}
_CODES = "USD|EUR|GBP|JPY|CHF|CNY|RMB|RUB|INR|AUD|CAD|NZD|SEK|NOK|DKK|PLN|BRL|MXN|ZAR|KRW|TRY|ILS|UAH|HKD|SGD"
_WORDS = {
    "dollars": "USD", "U.S. dollars": "USD", "US dollars": "USD", "euros": "EUR", "pounds sterling": "GBP",
    "yen": "JPY", "yuan": "CNY", "rubles": "RUB", "roubles": "RUB", "rupees": "INR", "Swiss francs": "CHF",
    "pesos": "MXN",
}  # fmt: skip
TIMES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_SHORT = {
    "k": 1e3,
    "K": 1e3,
    "m": 1e6,
    "M": 1e6,
    "mn": 1e6,
    "mm": 1e6,
    "MM": 1e6,
    "b": 1e9,
    "B": 1e9,
    "bn": 1e9,
    "tn": 1e12,
}
_NUMBER = r"\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,2})?|\d{1,15}(?:\.\d{1,4})?"
_TIMES = "[Tt]housand|[MmBb]illion|[Tt]rillion|MILLION|BILLION"
_SCALE = rf"(?:[ -](?P<times>{_TIMES})\b|(?P<short>(?:bn|tn|mn|mm|MM|[kKmMbB])\b))"
_SIGNED = re.compile(rf"[$£€¥₹₽₩₪₺₴] ?(?P<number>{_NUMBER}){_SCALE}?(?![\d]|[.,]\d)")
_LAND = re.compile(r"(?<![\w.$])(?:(?P<us>U\.S\.|US) ?|(?P<land>AU|CAN|CA|HK|NZ|A|C|S|R))\Z")
"""Whose dollars, before the sign."""
_CODE_THERE = re.compile(rf"\b(?:{_CODES})\b")
_CODED = re.compile(rf"(?<![\w.])(?P<code>{_CODES}) ?(?P<number>{_NUMBER}){_SCALE}?(?![\d]|[.,]\d)")
_SPOKEN = re.compile(
    rf"(?P<number>(?=\d)(?<![\w.,$£€/-])(?:{_NUMBER}))(?:[ -](?P<times>{_TIMES}))?"
    rf" ?(?P<word>{'|'.join(map(re.escape, sorted(_WORDS, key=len, reverse=True)))}|(?:{_CODES}))\b"
)
_RANGE = re.compile(rf" ?(?:to|and|or|-|–|—) ?(?:US)?[$£€]? ?(?:{_NUMBER})[ -](?P<times>{_TIMES})\b")


def amounts(text: str) -> Iterator[Value]:
    """The amounts in a text; ``$1.5 to $2 million`` has two, each of millions."""
    if any(sign in text for sign in _SIGNS):
        for found in _SIGNED.finditer(text):
            start = found.start()
            land = _LAND.search(text[max(0, start - 6) : start])
            before = text[start - 1 : start]
            if land is None and (before.isalnum() or before in _SIGNS):
                continue
            code = (
                _DOLLARS[land["land"]] if land and land["land"] and found[0][0] == "$" else _SIGNS[found[0][0]]
            )
            yield _value(text, found, code, start - (len(land[0]) if land else 0))
    if _CODE_THERE.search(text):
        for found in _CODED.finditer(text):
            yield _value(text, found, found["code"].replace("RMB", "CNY"))
    if any(word in text for word in _WORDS) or _CODE_THERE.search(text):
        for found in _SPOKEN.finditer(text):
            word = found["word"]
            yield _value(text, found, _WORDS.get(word, word.replace("RMB", "CNY")))


def _value(text: str, found: re.Match[str], code: str, start: int = -1) -> Value:
    groups = found.groupdict()
    scale = TIMES.get((groups["times"] or "").lower(), 0) or _SHORT.get(groups.get("short") or "", 0)
    if not scale:
        after = _RANGE.match(text, found.end())
        scale = TIMES[after["times"].lower()] if after else 1
    number = float(found["number"].replace(",", "")) * scale
    shown = f"{code} {number:,.2f}".removesuffix(".00")
    return Value(
        ValueKind.MONEY,
        start if start >= 0 else found.start(),
        found.end(),
        shown.replace(",", "").lower(),
        shown,
        number,
    )


_ASKED = re.compile(
    r"(?P<op>>=|<=|>|<|=)?(?P<code>[A-Za-z]{3})?[$€£]?(?P<number>\d[\d,]*(?:\.\d+)?)(?P<scale>k|m|mn|b|bn|t|tn|thousand|million|billion|trillion)?\Z",
    re.I,
)
_ASKED_SCALE = {"k": 1e3, "m": 1e6, "mn": 1e6, "b": 1e9, "bn": 1e9, "t": 1e12, "tn": 1e12, **TIMES}
Bounds = tuple[float, float, str]


def asked(text: str) -> Bounds | None:
    """Lowest and highest amount of a query, and its currency or nothing; None when it says no amount.

    ``>1m``, ``<=500k``, ``1m..5m``, ``eur>2bn``, ``1,000,000``.
    """
    plain = text.strip().replace(" ", "")
    low, dots, high = plain.partition("..")
    if dots:
        first, last = _one(low), _one(high)
        if (low and first is None) or (high and last is None):
            return None
        return (
            (first[1] if first else 0.0),
            (last[1] if last else float("inf")),
            (first or last or ("", 0, ""))[2],
        )
    head = re.match(r"([A-Za-z]{3})(?=[<>=])", plain)
    code: str = head[1].upper() if head else ""
    one = _one(plain[3:] if head else plain)
    if one is None:
        return None
    op, number, own = one
    code = code or own
    tiny = max(1e-6, number * 1e-12)
    bounds: dict[str, Bounds] = {
        ">": (number + tiny, float("inf"), code),
        ">=": (number - tiny, float("inf"), code),
        "<": (0.0, number - tiny, code),
        "<=": (0.0, number + tiny, code),
    }
    exactly: Bounds = (number - tiny, number + tiny, code)
    return bounds.get(op, exactly)


def _one(text: str) -> tuple[str, float, str] | None:
    found = _ASKED.match(text)
    if found is None:
        return None
    number = float(found["number"].replace(",", "")) * _ASKED_SCALE.get((found["scale"] or "").lower(), 1)
    return found["op"] or "=", number, (found["code"] or "").upper()
