"""Values by exact patterns, each looked for only where a text has the signs that it begins with.

Every pattern is linear: what repeats is bounded or cannot match in two ways.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import chain

from search.values.checks import ip_norm, is_base58check, is_bech32, is_iban, is_imo
from search.values.money import amounts
from search.values.value import Value, ValueKind

Found = Iterator[Value]

_AT = re.compile(r"@([A-Za-z0-9][A-Za-z0-9.-]{1,250})")
_LOCAL = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._%+'-]{0,63}\Z")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,24}", re.I)
_PHONE = re.compile(
    r"[(2-9](?:(?<=\()(?P<a>[2-9]\d\d)\) ?|(?<=[2-9])\d\d[-.])[2-9]\d\d[-.–]\d{4}(?![\w-]|\.\d)"
    r"(?: ?(?:x|ext\.?|extension) ?(?P<ext>\d{1,5})\b)?"
)
_COUNTRY = re.compile(r"\+?1[-. ] ?\Z")
"""The country code before a number of North America."""
_GLUED = frozenset(".$€£/-–_")
"""Signs right before a number that is a part of something longer."""
_FOREIGN = re.compile(r"\+(?<![\w+]\+)(?!1[-. (])[1-9]\d{0,2}(?:[ .-]?\(?\d{1,4}\)?){2,6}(?![\w-])")
_WEB = re.compile(r"(?<![\w@.-])(?:(https?)://|www\.)[^\s<>\"“”‘’|\\^`{}]{3,2000}", re.I)
_BARE = re.compile(
    r"[a-z0-9](?<![\w@./:-].)[a-z0-9-]{0,61}\.(?:[a-z0-9][a-z0-9-]{0,61}\.){0,3}(?:gov|mil|com|org|net|edu|int)\b(?:/[\w./?=&%#~+-]{0,300})?(?![\w@-]|\.\w)"
)
_DOCKET = re.compile(
    r"\d(?<![\w:-]\d)(?:\d?:\d\d|\d)[- ]?(?:cr|cv|mj|mc|md|po|bk|ap|cm|gj|sw|civ|crim)[- ]?\d{2,6}"
    r"(?:-[A-Z0-9]{1,6}){0,4}(?!\w)",
    re.I,
)
_NUMBERED = re.compile(
    r"\b(?:[Cc]ase|[Dd]ocket|[Cc]ivil [Aa]ction|[Cc]riminal [Aa]ction|[Cc]ivil|[Cc]riminal|[Cc]rim\.|[Cc]ause|"
    r"[Ii]ndictment) (?:[Nn]o\.|[Nn]os\.|[Nn]umbers?|#) ?"
    r"(?P<id>[A-Z0-9][A-Za-z0-9:.-]{1,28}-[A-Za-z0-9]{2,12})(?!\w)"
)
_CODE = re.compile(
    r"\d(?<![\w.]\d)\d? ?(?P<code>U\.? ?S\.? ?C\.?(?: ?A\.)?|C\.? ?F\.? ?R\.?)"
    r" ?(?:§{1,2}|[Ss]ections?|[Ss]ec\.|[Pp]arts?|[Pp]t\.)? ?"
    r"(?P<section>\d{1,5}[a-zA-Z]{0,3}(?:-\d{1,5}[a-z]{0,2})?(?:\.\d{1,5})?)(?!\d)"
    r"(?P<rest>(?:\([A-Za-z0-9]{1,4}\)){0,6})"
)
_TITLE = re.compile(
    r"\bTitle (?P<title>\d{1,2}),? (?:of the )?(?:United States|U\.S\.) Code,? (?:[Ss]ections?|§{1,2}) ?"
    r"(?P<section>\d{1,5}[a-zA-Z]{0,3}(?:-\d{1,3})?)(?P<rest>(?:\([A-Za-z0-9]{1,4}\)){0,6})"
)
_PUBLIC = re.compile(r"\b(?:Public Law|Pub\. ?L\.|P\.L\.) ?(?:No\. ?)?(?P<id>\d{2,3}[-–]\d{1,4})(?!\w)")
_ORDER = re.compile(r"\b(?:Executive Order|E\.O\.|EO) ?(?:No\. ?)?(?P<id>1[0-4][,]?\d{3})(?![\w,])")
_BILL = re.compile(
    r"\b(?P<house>H\.? ?R\.|H\. ?Res\.|S\. ?Res\.|H\. ?J\. ?Res\.|S\. ?J\. ?Res\.) ?(?P<id>\d{1,4})(?![\w,])"
)
_EU = re.compile(
    r"\b(?:Regulation|Directive|Decision) \((?:EU|EC|EEC)\) (?:No\.? ?)?(?P<id>\d{2,4}/\d{2,4})(?!\w)"
)
_UN = re.compile(
    r"\b(?:UN )?Security Council [Rr]esolutions? (?P<id>\d{2,4})(?!\w)|\bUNSCRs? (?P<short>\d{2,4})(?!\w)"
)
_IMO = re.compile(r"\bIMO(?: ?(?:[Nn]o\.?|[Nn]umber))?:? ?(?P<id>\d{7})(?!\d)")
_CVE = re.compile(r"(?<![\w-])CVE[-‑](?P<id>(?:199\d|20\d\d)[-‑]\d{4,7})(?!\d)", re.I)
_IP4 = re.compile(r"\d(?<![\w.§-]\d)\d{0,2}\.(?:\d{1,3}\.){2}\d{1,3}(?![\w-]|\.\d)(?:/\d{1,2}\b)?")
_IP6 = re.compile(
    r"[0-9A-Fa-f](?<![\w:.].)[0-9A-Fa-f]{0,3}:{1,2}(?:[0-9A-Fa-f]{1,4}:{1,2}){1,6}[0-9A-Fa-f]{1,4}(?![\w:])"
)
_DECIMAL = re.compile(
    r"(?P<lat>[-+\d](?<![\w.,-].)\d{0,2}\.\d{3,10}),? (?P<lon>[-+]?\d{1,3}\.\d{3,10})(?![\w.])"
)
_ANGLE = (
    r"(?:[°º]\s?(?:(?P<{1}>[0-5]?\d(?:\.\d+)?)['′’]\s?(?:(?P<{2}>[0-5]?\d(?:\.\d+)?)(?:[\"″”]|''|’’)\s?)?)?"
    r"| (?P<{3}>[0-5]\d)(?: (?P<{4}>[0-5]\d))?\s)"
)
_DEGREES = re.compile(
    r"(?P<a>\d(?<![\w.]\d)(?<!\d \d)\d?)"
    + _ANGLE.replace("{1}", "b").replace("{2}", "c").replace("{3}", "b2").replace("{4}", "c2")
    + r"(?P<ns>[NS]),?\s(?P<d>\d{1,3})"
    + _ANGLE.replace("{1}", "e").replace("{2}", "f").replace("{3}", "e2").replace("{4}", "f2")
    + r"(?P<ew>[EW])(?!\w)"
)
_IBAN = re.compile(r"[A-Z](?<!\w.)[A-Z]\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)")
_BITCOIN = re.compile(
    r"[13b](?<!\w.)(?:(?<=[13])[1-9A-HJ-NP-Za-km-z]{25,34}|(?<=b)c1[02-9ac-hj-np-z]{11,71})(?!\w)"
)


def _email(text: str) -> Found:
    for found in _AT.finditer(text):
        host = _HOST.match(found[1].rstrip(".-"))
        begin = max(0, found.start() - 64)
        local = _LOCAL.search(text[begin : found.start()])
        if host and local and ".." not in local[0] and not local[0].endswith("."):
            start, end = begin + local.start(), found.start(1) + host.end()
            norm = text[start:end].lower()
            yield Value(ValueKind.EMAIL, start, end, norm, norm)


def _phone(text: str) -> Found:
    for found in _PHONE.finditer(text):
        code = _COUNTRY.search(text[max(0, found.start() - 4) : found.start()])
        start = found.start() - (len(code[0]) if code else 0)
        if start and (text[start - 1].isalnum() or text[start - 1] in _GLUED):
            continue
        digits = re.sub(r"\D", "", found[0])[:10]
        shown = f"{digits[:3]}-{digits[3:6]}-{digits[6:]}" + (f" x{found['ext']}" if found["ext"] else "")
        yield Value(ValueKind.PHONE, start, found.end(), shown, shown)
    for found in _FOREIGN.finditer(text):
        digits = re.sub(r"\D", "", found[0])
        if 8 <= len(digits) <= 15:
            yield Value(ValueKind.PHONE, *found.span(), f"+{digits}", " ".join(found[0].split()))


def _web(text: str) -> Found:
    for found in chain(_WEB.finditer(text), _BARE.finditer(text)):
        whole = found[0].rstrip(".,;:!?'*_~-…")
        while whole.endswith((")", "]")) and whole.count(whole[-1]) > whole.count("(["[whole[-1] == "]"]):
            whole = whole[:-1].rstrip(".,;:!?'")
        plain = re.sub(r"\Ahttps?://", "", whole, flags=re.I)
        host = _HOST.match(plain)
        if host is None or plain[host.end() : host.end() + 1] not in ("", "/", "?", "#", ":"):
            continue
        norm = (host[0].lower().removeprefix("www.") + plain[host.end() :]).rstrip("/")
        yield Value(ValueKind.WEB, found.start(), found.start() + len(whole), norm, norm)


def _case(text: str) -> Found:
    for found in _DOCKET.finditer(text):
        yield _plain(ValueKind.CASE, found.start(), found[0])
    for found in _NUMBERED.finditer(text):
        if any(char.isdigit() for char in found["id"]) and not _DOCKET.fullmatch(found["id"]):
            yield _plain(ValueKind.CASE, found.start("id"), found["id"])


_LAW_SIGNS = (
    "Code",
    "Law",
    "Pub",
    "P.L.",
    "Order",
    "E.O.",
    "EO ",
    "R.",
    "Res.",
    "EU)",
    "EC)",
    "ouncil",
    "UNSCR",
)
_CODE_SIGNS = ("U.S.C", "USC", "S. C.", "S C", "CFR", "C.F.R", "F. R.", "F.R.")


def _law(text: str) -> Found:
    """Codes, then what has a name of its own; each part is looked for where its signs are."""
    if any(sign in text for sign in _CODE_SIGNS):
        yield from _codes(text)
    if any(sign in text for sign in _LAW_SIGNS):
        yield from _named_laws(text)


def _codes(text: str) -> Found:
    for found in _CODE.finditer(text):
        code = "USC" if "S" in found["code"] else "CFR"
        norm = f"{found[0][:2].rstrip(' UC')} {code} {found['section']}{found['rest']}"
        yield Value(ValueKind.LAW, *found.span(), norm.lower(), norm)


def _named_laws(text: str) -> Found:
    for found in _TITLE.finditer(text):
        norm = f"{found['title']} USC {found['section']}{found['rest']}"
        yield Value(ValueKind.LAW, *found.span(), norm.lower(), norm)
    for pattern, name in ((_PUBLIC, "Public Law"), (_ORDER, "Executive Order"), (_EU, "EU")):
        for found in pattern.finditer(text):
            norm = f"{name} {found['id'].replace(',', '').replace('–', '-')}"
            yield Value(ValueKind.LAW, *found.span(), norm.lower(), norm)
    for found in _BILL.finditer(text):
        norm = f"{found['house'].replace(' ', '')} {found['id']}"
        yield Value(ValueKind.LAW, *found.span(), norm.lower(), norm)
    for found in _UN.finditer(text):
        norm = f"UNSCR {found['id'] or found['short']}"
        yield Value(ValueKind.LAW, *found.span(), norm.lower(), norm)


def _vessel(text: str) -> Found:
    for found in _IMO.finditer(text):
        if is_imo(found["id"]):
            yield Value(ValueKind.VESSEL, *found.span(), f"imo {found['id']}", f"IMO {found['id']}")


def _cve(text: str) -> Found:
    for found in _CVE.finditer(text):
        shown = f"CVE-{found['id'].replace('‑', '-')}"
        yield Value(ValueKind.CVE, *found.span(), shown.lower(), shown)


def _ip(text: str) -> Found:
    for found in _IP4.finditer(text):
        norm = ip_norm(found[0].partition("/")[0])
        if norm and max(map(int, norm.split("."))) > 31:  # else the number of a section or version
            yield Value(ValueKind.IP, *found.span(), norm, norm)
    for found in _IP6.finditer(text):
        norm = ip_norm(found[0])
        if norm and any(char in "abcdef" for char in norm.lower()):
            yield Value(ValueKind.IP, *found.span(), norm, norm)


def _coord(text: str) -> Found:
    for found in _DECIMAL.finditer(text):
        lat, lon = float(found["lat"]), float(found["lon"])
        if abs(lat) <= 90 and abs(lon) <= 180:
            yield _place(found, lat, lon)
    for found in _DEGREES.finditer(text):
        lat = _degrees(found["a"], found["b"] or found["b2"], found["c"] or found["c2"])
        lon = _degrees(found["d"], found["e"] or found["e2"], found["f"] or found["f2"])
        if lat <= 90 and lon <= 180:
            yield _place(found, -lat if found["ns"] == "S" else lat, -lon if found["ew"] == "W" else lon)


def _degrees(whole: str, minutes: str | None, seconds: str | None) -> float:
    return int(whole) + float(minutes or 0) / 60 + float(seconds or 0) / 3600


def _place(found: re.Match[str], lat: float, lon: float) -> Value:
    norm = f"{lat:.4f}, {lon:.4f}"
    return Value(ValueKind.COORD, *found.span(), norm, norm)


def _iban(text: str) -> Found:
    for found in _IBAN.finditer(text):
        norm = found[0].replace(" ", "")
        if is_iban(norm):
            yield Value(ValueKind.IBAN, *found.span(), norm.lower(), norm)


def _crypto(text: str) -> Found:
    for found in _BITCOIN.finditer(text):
        if is_bech32(found[0]) if found[0].startswith("bc1") else is_base58check(found[0]):
            yield Value(ValueKind.CRYPTO, *found.span(), found[0], found[0])


def _plain(kind: ValueKind, start: int, text: str) -> Value:
    return Value(kind, start, start + len(text), " ".join(text.lower().split()), " ".join(text.split()))


def _money(text: str) -> Found:
    return amounts(text)


_FINDERS: tuple[tuple[Callable[[str], Found], tuple[str, ...]], ...] = (
    (_email, ("@",)),
    (_web, ("http", "www.", ".gov", ".mil", ".com", ".org", ".net", ".edu", ".int", "HTTP", "WWW.")),
    (_money, ()),
    (_phone, ()),
    (_case, ()),
    (_law, ()),
    (_vessel, ("IMO", "(")),
    (_cve, ("CVE", "cve")),
    (_ip, (".", ":")),
    (_coord, ()),
    (_iban, ()),
    (_crypto, ()),
)
"""Each with the signs of which a text must have one."""


def find_values(text: str) -> list[Value]:
    """Every value in a text, ascending by start, without overlap: of two the longer one counts."""
    found: list[Value] = []
    for finder, signs in _FINDERS:
        if not signs or any(sign in text for sign in signs):
            found += finder(text)
    found.sort(key=lambda value: (value.start, -value.end))
    kept: list[Value] = []
    for value in found:
        if kept and value.start < kept[-1].end:
            if value.end - value.start > kept[-1].end - kept[-1].start:
                kept[-1] = value
        else:
            kept.append(value)
    return kept
