"""Releases as agencies of many kinds and countries lay them out, copied as text; each with several dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from search.article.model import Article
from search.intake.model import Content, Draft
from search.intake.pipeline import read

DAYS = (date(2016, 3, 7), date(2019, 12, 23), date(2004, 8, 5))
"""One whose day and month could be exchanged, one that could not, one of a day of one digit."""
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
}
ENGLISH = (
    "The keepers of the harbour lights met for two hours and spoke about the new lamps. "
    "They will meet again in the autumn, when the tide allows it.\n\n"
    "Nobody was hurt, and the ferry to the island sails again on Friday."
)
TEXTS = {
    "en": ENGLISH,
    "de": "Die Wärter der Leuchttürme sprachen zwei Stunden über die neuen Lampen und das Licht an der Küste. "
    "Sie treffen sich im Herbst wieder, wenn die Tide es erlaubt.",
    "fr": "Les gardiens des phares ont parlé pendant deux heures des nouvelles lampes de la côte. "
    "Ils se reverront à l'automne, quand la marée le permettra.",
    "es": "Los guardianes de los faros hablaron durante dos horas de las nuevas lámparas de la costa. "
    "Se reunirán de nuevo en otoño, cuando la marea lo permita.",
    "it": "I guardiani dei fari hanno parlato per due ore delle nuove lampade della costa. "
    "Si incontreranno di nuovo in autunno, quando la marea lo permetterà.",
    "pt": "Os guardiões dos faróis falaram durante duas horas sobre as novas lâmpadas da costa. "
    "Vão encontrar-se de novo no outono, quando a maré o permitir.",
    "nl": "De wachters van de vuurtorens spraken twee uur over de nieuwe lampen aan de kust. "
    "Zij komen in de herfst weer bijeen, als het tij het toelaat.",
    "pl": "Latarnicy rozmawiali przez dwie godziny o nowych lampach na wybrzeżu. Spotkają się znów jesienią.",
    "ru": "Смотрители маяков два часа говорили о новых лампах на побережье. Осенью они встретятся снова.",
    "sv": "Fyrvaktarna talade i två timmar om de nya lamporna vid kusten. De träffas igen till hösten.",
    "ja": "両国の代表は、灯台の新しい灯火について二時間にわたり意見交換を行"
    "いました。次回の会合は秋に開かれます。",
    "zh": "双方代表就灯塔的新灯进行了两个小时的会谈，并同意在秋天再次会面。",
    "ko": "양국 대표는 등대의 새 등불에 대해 두 시간 동안 의견을 나누었다. 다음 회의는 가을에 열린다.",
}


@dataclass(frozen=True)
class Layout:
    """A release as it is copied, and what stands in it; ``{...}`` are the fields of :func:`fields_of`."""

    text: str
    title: str
    dateline: str = ""
    byline: str = ""
    number: str = ""
    kind: str = "article"


def fields_of(day: date) -> dict[str, str]:
    """The day in many forms."""
    names = {f"{language}_month": months.split()[day.month - 1] for language, months in _MONTHS.items()}
    return {
        **names,
        **{f"{language}_text": text for language, text in TEXTS.items()},
        "day": str(day.day), "dd": f"{day.day:02}", "mm": f"{day.month:02}", "m": str(day.month),
        "y": str(day.year), "yy": f"{day.year % 100:02}", "MON": f"{day:%b}", "DAY": f"{day:%A}",
        "MONTH": f"{day:%B}".upper(), "reiwa": str(day.year - 1988),
    }  # fmt: skip


LAYOUTS = {
    "alliance": Layout(
        "NATO\nNewsroom\nNews\nKeepers of five nations meet\n"
        "{dd} {MON}. {y} -\nLast updated: 21 Nov. 2019 10:02\n"
        "English\nFrench\nUkrainian\nPrint this page\nShare this:\n\n{en_text}",
        "Keepers of five nations meet"),
    "united nations": Layout(
        "Meetings Coverage and Press Releases\n{day} {en_month} {y}\nSG/SM/17560-LH/3312\nSecretary-General\n"
        "Secretary-General Praises Keepers of Lights\n\nThe following statement was issued today:\n\n{en_text}",
        "Secretary-General Praises Keepers of Lights", number="SG/SM/17560-LH/3312"),
    "british speech": Layout(
        "GOV.UK\nHome\nSpeech\nMinister's speech on the new lamps\nA speech at the Harbour Hall.\nFrom:\n"
        "Department for Lamps\nPublished\n{day} {en_month} {y}\nLocation:\nSalt Bay\n"
        "Delivered on:\n1 January 1999 (Original script, may differ from delivered version)\n\n{en_text}",
        "Minister's speech on the new lamps", kind="speech"),
    "defence transcript": Layout(
        "Transcript\nDepartment of Lamps Briefing by Press Secretary Boje\n{en_month} {day}, {y}\n"
        "Press Secretary Ada Boje\n\nMS. BOJE: Good morning. {en_text}\n"
        "\nQ: Was anybody hurt?\n\nMS. BOJE: Nobody was.",
        "Department of Lamps Briefing by Press Secretary Boje", kind="transcript"),
    "defence release": Layout(
        "News\nReleases\nRelease\nImmediate Release\nDepartment Names Keeper of the Year\n{MON}. {day}, {y}\n"
        "Release No: LH-081-16\n\n{en_text}",
        "Department Names Keeper of the Year", number="LH-081-16"),
    "readout of a call": Layout(
        "Readout of Keeper Boje's Call With Keeper Nor of Freedonia\n{en_month} {day}, {y}\n\n"
        "Lamp Service Spokesperson Jo Tarn provided the following readout:\n\n{en_text}",
        "Readout of Keeper Boje's Call With Keeper Nor of Freedonia"),
    "japanese agency": Layout(
        "プレスリリース\n灯台の新しい灯火の試験結果について\n"
        "平成28年3月7日\n\n灯台研究開発機構\n\n{ja_text}",
        "灯台の新しい灯火の試験結果について"),
    "japanese ministry": Layout(
        "外務省\nトップページ > 報道・広報 > 報道発表\n"
        "日・フリードニア灯台協議の開催\n{y}年{m}月{day}日\n"
        "英語版 (English)\n印刷\n\n{ja_text}",
        "日・フリードニア灯台協議の開催"),
    "japanese ministry, wide digits": Layout(
        "報道発表\n日・フリードニア灯台協議（結果）\n２０１６年３月７日\n\n{ja_text}",
        "日・フリードニア灯台協議（結果）"),
    "german government": Layout(
        "Die Bundesregierung\nPressemitteilung 88\nPresse- und Informationsamt der Bundesregierung (BPA)\n"
        "{day}. {de_month} {y}\nKabinett beschließt neue Lampen\n\n{de_text}",
        "Kabinett beschließt neue Lampen", number="88"),
    "german ministry": Layout(
        "Pressemitteilung Nr. 12/2016\nBundesministerium für Lampen\nBerlin, {dd}.{mm}.{y}\n"
        "Neue Lampen für die Küste\n\n{de_text}\n\nPressekontakt:\nTelefon: 030 123456",
        "Neue Lampen für die Küste", dateline="Berlin, {dd}.{mm}.{y}", number="12/2016"),
    "german police": Layout(
        "POL-SB: Lampe am Hafen gestohlen\n{dd}.{mm}.{y} – 12:34\n"
        "Polizei Salzbucht\n\nSalzbucht (ots) - {de_text}\n\n"
        "Rückfragen bitte an:\nPolizei Salzbucht",
        "POL-SB: Lampe am Hafen gestohlen", dateline="Salzbucht (ots) -"),
    "german court": Layout(
        "Erfolglose Beschwerde gegen neue Lampen\n\nPressemitteilung Nr. 12/2016 vom {day}. {de_month} {y}\n\n"
        "Beschluss vom 1. Januar 1999\n2 BvR 1/16\n\n{de_text}",
        "Erfolglose Beschwerde gegen neue Lampen", number="12/2016"),
    "french presidency": Layout(
        "Élysée\nPublié le {day} {fr_month} {y}\n"
        "Le Président reçoit les gardiens des phares\nCommuniqué\n\n{fr_text}",
        "Le Président reçoit les gardiens des phares"),
    "french ministry": Layout(
        "MINISTÈRE DES PHARES\nCOMMUNIQUÉ DE PRESSE\nParis, le {day} {fr_month} {y}\nN° 123\n"
        "De nouvelles lampes pour la côte\n\n{fr_text}\n\nContact presse :\nTél. 01 23 45 67 89",
        "De nouvelles lampes pour la côte", dateline="Paris, le {day} {fr_month} {y}", number="123"),
    "wire": Layout(
        "Keepers of lights meet at Salt Bay\nBy ADA BOJE\nAssociated Press\n{en_month} {day}, {y} GMT\n\n"
        "SALT BAY, Ore. (AP) — {en_text}",
        "Keepers of lights meet at Salt Bay", dateline="SALT BAY, Ore. (AP) —", byline="ADA BOJE"),
    "wire with time": Layout(
        "Keepers of lights meet at Salt Bay\nBy Ada Boje, Ben Nor\n"
        "3 Min Read\n{MONTH} {day}, {y} / 3:04 PM / UPDATED 8 YEARS AGO\n\n"
        "LONDON (Reuters) - {en_text}",
        "Keepers of lights meet at Salt Bay", dateline="LONDON (Reuters) -", byline="Ada Boje, Ben Nor"),
    "german wire": Layout(
        "Wärter treffen sich an der Küste\nVon Ada Boje, dpa\n"
        "{dd}.{mm}.{y}, 14:32 Uhr\n\nSalzbucht (dpa) - {de_text}",
        "Wärter treffen sich an der Küste", dateline="Salzbucht (dpa) -", byline="Ada Boje, dpa"),
    "testimony": Layout(
        "Testimony of\nAda Boje\nDirector\nLamp Agency\n"
        "before the\nSubcommittee on Harbours\nUnited States Senate\n"
        "{en_month} {day}, {y}\n\nIntroduction\n\nChairman Nor, thank you for this hearing. {en_text}",
        "Testimony of Ada Boje Director Lamp Agency before the Subcommittee on Harbours United States Senate",
        kind="speech"),
    "commission": Layout(
        "European Commission - Press release\n"
        "State aid: Commission approves new lamps\nBrussels, {day} {en_month} {y}\n"
        "IP/16/123\n\n{en_text}",
        "State aid: Commission approves new lamps",
        dateline="Brussels, {day} {en_month} {y}", number="IP/16/123"),
    "council": Layout(
        "Council of the EU\nPress release\n{day} {en_month} {y}\n"
        "12:15\nHarbours: Council adopts rules for lamps\n\n{en_text}",
        "Harbours: Council adopts rules for lamps"),
    "reserve": Layout(
        "Press Release\n{en_month} {dd}, {y}\nReserve Board issues statement on lamps\n"
        "For release at 2:00 p.m. EST\nShare\n\n{en_text}",
        "Reserve Board issues statement on lamps"),
    "central bank": Layout(
        "PRESS RELEASE\nConsultation on lamps begins\n{day} {en_month} {y}\n"
        "\n{en_text}\n\nFor media queries, please contact Ada Boje.",
        "Consultation on lamps begins"),
    "german bank": Layout(
        "Pressenotiz\n{dd}.{mm}.{y}\nErgebnisse der Umfrage zu Lampen\n\n{de_text}",
        "Ergebnisse der Umfrage zu Lampen"),
    "court of the union": Layout(
        "Court of Justice of the Harbours\nPRESS RELEASE No 26/16\nLuxembourg, {day} {en_month} {y}\n"
        "A keeper may refuse a lamp that does not shine\n\n{en_text}",
        "A keeper may refuse a lamp that does not shine",
        dateline="Luxembourg, {day} {en_month} {y}", number="26/16"),
    "police": Layout(
        "FOR IMMEDIATE RELEASE\nDate: {en_month} {day}, {y}\n"
        "Case Number: 16-1234\nContact: Sgt. Ada Boje, 555-0100\n"
        "Subject: Lamp stolen from the harbour\n\n{en_text}",
        "Lamp stolen from the harbour", number="16-1234"),
    "university": Layout(
        "New lamps see through fog\nA lens from the harbour works where others fail.\n"
        "Ada Boje | Harbour News Office\n"
        "Publication Date:\n{en_month} {day}, {y}\n\n{en_text}",
        "New lamps see through fog", byline="Ada Boje"),
    "research news": Layout(
        "News Release {day}-{MON}-{y}\nNew lamps see through fog\n"
        "Peer-Reviewed Publication\nHarbour University\n\n{en_text}",
        "New lamps see through fog"),
    "company by newswire": Layout(
        "LampCo Announces New Lamps\n\nNEWS PROVIDED BY\nLampCo, Inc.\n"
        "\n{MON} {dd}, {y}, 08:00 ET\n\nSHARE THIS ARTICLE\n\n"
        "SALT BAY, Ore., {MON}. {day}, {y} /PRNewswire/ -- {en_text}",
        "LampCo Announces New Lamps", dateline="SALT BAY, Ore., {MON}. {day}, {y} /PRNewswire/ --"),
    "company by wire": Layout(
        "LampCo Announces New Lamps\n{en_month} {dd}, {y} 08:00 AM Eastern Standard Time\n\n"
        "SALT BAY, Ore.--(BUSINESS WIRE)--{en_text}",
        "LampCo Announces New Lamps", dateline="SALT BAY, Ore.--(BUSINESS WIRE)--"),
    "charity": Layout(
        "Press Release | {day} {en_month} {y}\nLights out on the island: keepers call for help\n\n{en_text}",
        "Lights out on the island: keepers call for help"),
    "spanish government": Layout(
        "La Moncloa\nNotas de prensa\n{dd}/{mm}/{y}\n"
        "El presidente recibe a los guardianes de los faros\n\n{es_text}",
        "El presidente recibe a los guardianes de los faros"),
    "spanish ministry": Layout(
        "Ministerio de Faros\nNOTA DE PRENSA\nNuevas lámparas para la costa\n"
        "Madrid, {day} de {es_month} de {y}\n\n{es_text}",
        "Nuevas lámparas para la costa", dateline="Madrid, {day} de {es_month} de {y}"),
    "italian": Layout(
        "Comunicato stampa n. 45\nNuove lampade per la costa\nRoma, {day} {it_month} {y}\n\n{it_text}",
        "Nuove lampade per la costa", dateline="Roma, {day} {it_month} {y}", number="45"),
    "portuguese": Layout(
        "Ministério dos Faróis\nNota à imprensa nº 77\n"
        "{day} de {pt_month} de {y}\nNovas lâmpadas para a costa\n\n{pt_text}",
        "Novas lâmpadas para a costa", number="77"),
    "dutch": Layout(
        "Persbericht\nNieuwe lampen voor de kust\nNieuwsbericht | {dd}-{mm}-{y} | 14:00\n\n{nl_text}",
        "Nieuwe lampen voor de kust"),
    "polish": Layout(
        "Komunikat prasowy\nNowe lampy na wybrzeżu\n{day} {pl_month} {y}\n\n{pl_text}",
        "Nowe lampy na wybrzeżu"),
    "russian": Layout(
        "Новости\nВстреча смотрителей маяков\n{day} {ru_month} {y} года\n15:00\nМосква\n\n{ru_text}",
        "Встреча смотрителей маяков"),
    "swedish": Layout(
        "Pressmeddelande\nNya lampor vid kusten\nPublicerad {day} {sv_month} {y}\n\n{sv_text}",
        "Nya lampor vid kusten"),
    "chinese": Layout(
        "新闻稿\n灯塔会谈举行\n{y}年{m}月{day}日\n来源：灯塔部\n\n{zh_text}",
        "灯塔会谈举行"),
    "korean": Layout(
        "등대부\n보도자료\n등대 협의 개최\n{y}.{m}.{day}.\n\n{ko_text}",
        "등대 협의 개최"),
    "archived mail list": Layout(
        "Title: Keepers of lights meet\nDate: {day} {en_month} {y}\n"
        "Source: Lamp Service\nAuthor: Ada Boje\n\n{en_text}",
        "Keepers of lights meet", byline="Ada Boje"),
}  # fmt: skip
_ONE_DAY = ("japanese agency", "japanese ministry, wide digits")
"""Layouts whose date is written out."""


def article(text: str) -> Article:
    (found,) = read(Content.of_bytes(text.encode(), "a.txt", "a.txt"))
    assert isinstance(found, Draft)
    return found.article


@pytest.mark.parametrize("name", LAYOUTS)
def test_title_date_dateline_byline_and_number(name: str) -> None:
    layout = LAYOUTS[name]
    for day in DAYS[:1] if name in _ONE_DAY else DAYS:
        known = fields_of(day)
        found = article(layout.text.format(**known))
        assert found.title == layout.title
        assert (found.date, found.dateline) == (day.isoformat(), layout.dateline.format(**known))
        assert (found.byline, found.number, found.kind) == (layout.byline, layout.number, layout.kind)
