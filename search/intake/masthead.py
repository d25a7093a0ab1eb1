"""What stands over and under a release that was copied from its page: mastheads, labels, navigation, times."""

from __future__ import annotations

import re

from search.text import words

_I = re.IGNORECASE
_CATEGORIES = (
    r"(?:(?:\w[\w'’ ]{2,40} (?:and|&) )?press|news|media)[ -]?(?:releases?|statements?|room|advisor(?:y|ies)"
    r"|briefings?"
    r"|notices?)|readout|transcript"
    r"|statements? and releases|speeches(?: and (?:remarks|statements))?|press (?:conference"
    r"|briefing)|fact ?sheets?"
    r"|news and communications|latest news|news|newsroom|notice to (?:the )?press|news (?:and"
    r"|&) (?:media|events)"
    r"|presse(?:mitteilung|information|erklärung|meldung)(?:en)?|medienmitteilung|nachrichten|aktuelles"
    r"|communiqués? de presse|communiqué|déclaration|point de presse|actualités|discours|salle de presse"
    r"|comunicados?(?: de prensa)?|notas? (?:de prensa|informativas?)|nota à imprensa"
    r"|notas à imprensa|noticias?|notícias?"
    r"|comunicat[oi] stampa|persbericht(?:en)?|komunikat prasowy|basın (?:açıklaması|bülteni)|pressmeddelande"
    r"|пресс-релиз|новости|заявление|прес-реліз|報道発表(?:資料)?|プレスリリース|報道資料|お知らせ|新闻稿|新聞稿|新闻公报"
    r"|보도자료|releases?|speech|statements?|announcements?|bulletin|pressenotiz(?:en)?|nieuwsbericht(?:en)?"
    r"|nota de premsa|tiedote|lehdistötiedote|sajtóközlemény|tisková zpráva|δελτίο τύπου"
)
_CATEGORY = re.compile(_CATEGORIES, _I)
_NUMBERED = re.compile(
    rf"(?P<category>{_CATEGORIES})\s{{0,2}}(?P<sign>n\.|no\.?|nr\.?|n°|nº|№|\#|num\.?|number)?\s{{0,2}}"
    r"(?P<number>[\w/.()-]{0,10}\d[\w/.()-]{0,16})"
    r"(?:\s(?:vom |of |du |del |från |van |,\s?)?(?P<rest>\S.{4,40}))?\Z",
    _I,
)
_CODE = re.compile(r"[A-Z]{1,6}(?:/[A-Z0-9.-]{1,16}){1,4}\Z")
"""``SG/SM/17560``, ``IP/16/123``: how bodies with many offices number their releases."""
_VERBS = words("""
    announces announce awards releases launches files sues seeks opens closes names appoints says tells joins
    wins unveils reports publishes signs welcomes condemns hosts holds issues begins ends plans proposes
    approves adopts reaches settles charges arrests celebrates honors honours recognizes presents completes
    delivers
    receives gets makes takes gives calls urges warns finds expands extends updates responds visits meets
    investigates confirms
    by on with in at after against over as from vs beschließt stellt fördert
""")
"""Words that no name of an office has, and titles often do."""
_NAME_LIKE, _NAME_SIGNS = 7, 8
"""Words of a name that stands over a release; characters of one in scripts without spaces."""
_FIRST_UNSPACED = "\u2e80"
_ORGANISATION = re.compile(
    r"(?:the )?(?:white house|pentagon|state department|gov\.uk|downing street|elysée|élysée|kremlin)\Z"
    r"|(?:u\.?s\.? |united states )?(?:office|department|ministry|embassy|bureau|directorate"
    r"|federal|state|national"
    r"|permanent mission|headquarters|secretariat|agency|commission) (?:of|for|to)\b"
    r"|(?:das |der |die )?(?:bundes(?:ministerium|amt|regierung|rat|agentur|kanzleramt)"
    r"|auswärtiges amt|staatskanzlei"
    r"|presse- und informationsamt|ministerium|landesregierung|senatsverwaltung)\b"
    r"|(?:le |la |l.)?(?:ministère|présidence|secrétariat|préfecture|ambassade|agence"
    r"|gouvernement|premier ministre)\b"
    r"|(?:el |la )?(?:ministerio|presidencia|secretaría|gobierno|embajada|ministério|presidência|governo)\b"
    r"|(?:il )?(?:ministero|presidenza)\b|министерство\b|міністерство\b|ministerstwo\b|ministerie\b"
    r"|[\w・]{1,14}(?:省|庁|府|院|局|機構|研究所|部|委员会|委員會|부|청|처)\Z",
    _I,
)
_OFFICE_NAME = re.compile(
    r"(?:\w[\w.'&-]{0,30} ){0,8}(?:department|ministry|agency|office|commission|council"
    r"|command|secretariat|directorate"
    r"|administration|embassy|authority|bureau|service|institute)(?: \([A-Z]{2,8}\))?\Z",
    _I,
)
_SITE = words("""
    home menu search facebook twitter linkedin instagram youtube whatsapp telegram x email
    e-mail print share pdf rss
    english french français deutsch german español spanish русский russian arabic العربية 中文
    日本語 한국어 português italiano
    download contact login subscribe back close teilen drucken partager imprimer compartir
    imprimir startseite accueil
    inicio início trending tweet copy link reddit pinterest xing mastodon threads bluesky 印刷 検索
    ホーム メニュー シェア
""")
_SITE_LINE = re.compile(
    r"share (?:this|on|via|by)(?: [\w-]{2,16}){0,3}|(?:print|email|download|listen to"
    r"|save) (?:this )?(?:page|article|story|release|pdf)?"
    r"|read (?:this )?in .{2,30}|skip to .{2,30}|(?:back|return) to .{2,40}|(?:previous"
    r"|next) (?:article|story|page|release)"
    r"|(?:home|startseite|accueil|inicio|início)(?: ?[>»›/|] ?[^>»›/|]{2,60}){1,6}"
    r"|follow us.{0,40}|subscribe to .{2,60}"
    r"|(?:seite|artikel) (?:teilen|drucken|empfehlen)|partager (?:cet article|sur \w+)|compartir (?:en|por) \w+"
    r"|auf \w+ teilen|\d{1,3} (?:min|minute)s? read|reading time.{0,20}|cookie.{0,60}|ページの先頭へ"
    r"|.{1,12}版 ?[(（].{2,20}[)）]"
    r"|トップページ.{0,40}",
    _I,
)
_LABEL = re.compile(
    r"(?P<label>subject|title|headline|betreff|titel|objet|titre|asunto|título|oggetto|titolo|onderwerp|тема|件名"
    r"|case (?:number|no\.?)|reference|ref\.?|from|published|date|issued|released?|posted|updated"
    r"|last updated|contact|author"
    r"|by|location|place|organisation"
    r"|organization|source|datum|veröffentlicht|von|herausgeber|ort|publié|publié le"
    r"|date de publication|auteur|lieu|fecha"
    r"|publicado|autor|data|pubblicato|autore|gepubliceerd|дата|発表日|日付|発表者|发布日期"
    r"|来源)\s{0,3}[:：]\s{0,3}(?P<value>.{0,220})\Z",
    _I,
)
_BARE_LABEL = re.compile(
    r"(?:from|published|issued|date|posted|last updated|author|veröffentlicht(?: am)?|publié le)\Z", _I
)
_FIELD_OF = {
    "title": words(
        "subject title headline betreff titel objet titre asunto título oggetto titolo onderwerp тема 件名"
    ),
    "number": words("case reference ref ref."),
    "organisation": words("from organisation organization source herausgeber 発表者 来源"),
    "byline": words("author by von auteur autor autore"),
    "place": words("location place ort lieu"),
}
_TIME = re.compile(
    r"\d{1,2}[:.h]\d{2}(?:[:.]\d\d)?\s?(?:[ap]\.?m\.?)?\s?(?:\(?[A-Z]{2,5}\)?)?(?:\s?[-–]\s?\d{1,2}[:.]\d{2}\s?(?:[ap]\.?m\.?)?"
    r"\s?[A-Z]{0,5})?\s?(?:uhr)?\Z",
    _I,
)
_EMBARGO = re.compile(r"(?:embargoed|not for release|sperrfrist|sous embargo|under embargo)\b.{0,80}\Z", _I)
_TURN = re.compile(
    r"(?:[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ.'’ -]{1,48}(?:\([^()\n]{1,40}\))?\s?:\s"
    r"|Q\.?\s?:?\s{1,3}(?=[A-Z]))"
)
_CASED_TURN = re.compile(r"(?:[A-Z][\w.'’-]{1,20} ){1,4}[A-Z]?[\w.'’-]{0,20}:\s{1,3}\S|[^\W\d_]{2,12}[：]")
_SPOKEN = re.compile(
    r"remarks|press (?:conference|briefing|gaggle)|transcript|interview|briefing|q ?& ?a|hearing|会見", _I
)
_SMALL_WORD = 3
"""Letters of ``of``, ``and``, ``the``, which are small in the names of offices."""
_FEW_TURNS = 3
_LONGEST = 90
_LONGEST_LABELLED = 260


def category_line(text: str) -> bool:
    """Whether a line only says what kind of page it stands on: ``Press Release``, ``Pressemitteilung``."""
    return len(text) <= 60 and _CATEGORY.fullmatch(text.strip(" :-–|•")) is not None


def numbered(text: str) -> tuple[str, str, str] | None:
    """Category, number and what follows of a masthead with a number: ``Press Release No 26/16``; or None."""
    hit = _NUMBERED.match(text) if len(text) <= _LONGEST else None
    return (hit["category"], hit["number"], hit["rest"] or "") if hit else None


def code_line(text: str) -> bool:
    """Whether a line is the number of a release by itself: ``SG/SM/17560``."""
    return len(text) <= _LONGEST and _CODE.match(text) is not None and any(char.isdigit() for char in text)


def with_category(text: str) -> tuple[str, str] | None:
    """Organisation and category of a line with both: ``European Commission - Press release``; or None."""
    parts = [part.strip() for part in re.split(r"\s[-–—|•:]\s", text[:_LONGEST])]
    if len(parts) != 2 or len(text) > _LONGEST:
        return None
    for name, category in (parts, parts[::-1]):
        if category_line(category) and name_like(name):
            return name, category
    return None


def name_like(text: str) -> bool:
    """Whether a line may be the name of an organisation or a site: few words, none small but those in names."""
    found = text.split()
    if not 0 < len(found) <= _NAME_LIKE or text[-1:] in ".!?。":
        return False
    if len(found) == 1 and len(text) > _NAME_SIGNS and text[0] > _FIRST_UNSPACED:
        return False
    if any(word.lower() in _VERBS for word in found):
        return False
    return all(not word[0].islower() or len(word) <= _SMALL_WORD for word in found)


def organisation_line(text: str) -> bool:
    """Whether a line is the name of an office and nothing else."""
    line = text.strip()
    if len(line) > _LONGEST or line[-1:] in ".!?。" or not line or line[0].islower():
        return False
    if _ORGANISATION.match(line):
        return not any(word.lower() in _VERBS for word in line.split()[1:])
    capital = (not word[0].islower() or len(word) <= _SMALL_WORD for word in line.split())
    return all(capital) and _OFFICE_NAME.match(line) is not None


def site_line(text: str) -> bool:
    """Whether a line is navigation, a button to share with, or a choice of language."""
    line = text.strip(" :|•·»›>").casefold()
    if len(line) > _LONGEST:
        return False
    if _SITE_LINE.fullmatch(line):
        return True
    parts = [part for part in re.split(r"[\s|/•·,]+", line) if part]
    return 0 < len(parts) <= 8 and all(part in _SITE for part in parts)


def label(text: str) -> tuple[str, str] | None:
    """Field and value of a line with a label, ``From: Ministry of Fish``; the value may be empty."""
    line = text.strip()
    if _BARE_LABEL.match(line):
        return _field_of(line.casefold()), ""
    hit = _LABEL.match(line) if len(line) <= _LONGEST_LABELLED else None
    return (_field_of(hit["label"].casefold()), hit["value"].strip()) if hit else None


def _field_of(name: str) -> str:
    first = name.split()[0]
    return next(
        (field for field, names in _FIELD_OF.items() if first in names),
        "contact" if first == "contact" else "date",
    )


def time_line(text: str) -> bool:
    """Whether a line is a time of day, or says until when not to publish."""
    return len(text) <= _LONGEST and (_TIME.match(text.strip()) or _EMBARGO.match(text.strip())) is not None


def is_transcript(title: str, paragraphs: list[str]) -> bool:
    """Whether speakers take turns: several times, or once where the title says that somebody speaks."""
    shouted = sum(_TURN.match(text[:80]) is not None for text in paragraphs[:400])
    cased = sum(_CASED_TURN.match(text[:110]) is not None for text in paragraphs[:400])
    if shouted >= _FEW_TURNS or (shouted and _SPOKEN.search(title[:300])):
        return True
    return cased >= _FEW_TURNS and cased > len(paragraphs) / 3
