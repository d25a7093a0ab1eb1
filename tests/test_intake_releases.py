"""Releases that were copied from their pages as text: mastheads, labels, navigation, dates, speakers."""

import pytest

from search.article.model import Article
from search.intake.dates import ambiguous, date_of_name, find_date, is_date, order_in, order_of, read_date
from search.intake.model import Content
from search.intake.pipeline import Draft, read

BODY = "The delegations spoke about the lighthouse for two hours. They will meet again when the tide allows it."
GERMAN = "Die Delegationen sprachen zwei Stunden über den Leuchtturm. Sie treffen sich im Mai wieder."
FRENCH = (
    "Les délégations ont parlé du phare pendant deux heures. Elles se reverront dès que la marée le permettra."
)


def article(text: str, name: str = "a.txt") -> Article:
    (found,) = read(Content.of_bytes(text.encode(), name, name))
    assert isinstance(found, Draft)
    return found.article


LAYOUTS = {
    "title first": (
        f"Ministers agree on the lighthouse\n2 Feb. 2018 - Last updated: 3 Feb. 2018 10:11\n"
        f"Share this\nFacebook\nEnglish\nFrench\n\n{BODY}",
        "Ministers agree on the lighthouse", "2018-02-02", ""),
    "trail and labels": (
        f"Home\nNews and communications\nPress release\nNew money for lighthouses\n"
        f"The minister named the sum today.\n\nFrom:\nMinistry of Lamps\nPublished\n"
        f"4 May 2019\n\n{BODY}",
        "New money for lighthouses", "2019-05-04", ""),
    "readout": (
        f"Minister Quill's Call with Foreign Minister Tarn\nREADOUT\n"
        f"OFFICE OF THE SPOKESPERSON\nAPRIL 9, 2020\n\n{BODY}",
        "Minister Quill's Call with Foreign Minister Tarn", "2020-04-09", ""),
    "number": (
        f"For Immediate Release\nRelease No: LH-12-18\nLamp Service\nJan. 7, 2018\n\n"
        f"Lamps are lit again\n\nSALT BAY, Ore. – {BODY}",
        "Lamps are lit again", "2018-01-07", "SALT BAY, Ore. –"),
    "two lines": (
        f"LampCo | Results of the Lamp Test\n\nPress Releases\nResults of the Lamp Test\n"
        f"with a new lens\n\nJune 3, 2016 (JST)\n\nNational Lamp Agency\n\n{BODY}",
        "Results of the Lamp Test with a new lens", "2016-06-03", ""),
    "japanese": (
        "経済産業省\n報道発表\n日・サンプル灯台協議\n令和2年3月4日\n\n"
        "3月4日、両国の代表は灯台について意見交換を行いました。\n",
        "日・サンプル灯台協議", "2020-03-04", ""),
    "german": (
        f"Pressemitteilung\nBundesministerium der Lampen\nNeue Lampen für die Küste\n"
        f"Hamburg, 3. Januar 2017\n\n{GERMAN}",
        "Neue Lampen für die Küste", "2017-01-03", "Hamburg, 3. Januar 2017"),
    "german numeric": (
        f"Medienmitteilung\nNeue Lampen für die Küste\n03.04.2017\n\n{GERMAN}",
        "Neue Lampen für die Küste", "2017-04-03", ""),
    "french": (
        f"Communiqué de presse\nMinistère des phares\nUn phare pour la côte\n"
        f"Brest, le 1er mars 2017\n\n{FRENCH}",
        "Un phare pour la côte", "2017-03-01", "Brest, le 1er mars 2017"),
    "spanish": (
        "Nota de prensa\nEl ministro visita el faro\n5 de mayo de 2016\n\n"
        "El ministro visitó hoy el faro de la costa y habló con los vecinos del puerto.\n",
        "El ministro visita el faro", "2016-05-05", ""),
    "testimony": (
        f"STATEMENT OF\nADMIRAL JO B. EXAMPLE\nKEEPER\nBEFORE THE\nCOMMITTEE ON LAMPS\n"
        f"5 MAY 2015\n\nINTRODUCTION\n\n{BODY}",
        "STATEMENT OF ADMIRAL JO B. EXAMPLE KEEPER BEFORE THE COMMITTEE ON LAMPS", "2015-05-05", ""),
    "speech": (
        f"The White House\nOffice of the Press Secretary\nFor Immediate Release\n"
        f"May 2, 2014\n\nRemarks by the Keeper at the Lamp Forum\n\n10:02 A.M. EDT\n\n"
        f"THE KEEPER:  {BODY}\n\nEND\n10:40 A.M. EDT",
        "Remarks by the Keeper at the Lamp Forum", "2014-05-02", ""),
    "contracts": (
        f"Contracts For March 4, 2018\nRelease No: CR-031-18\n\nNAVY\n\n{BODY}",
        "Contracts For March 4, 2018", "2018-03-04", ""),
    "korean": (
        "보도자료\n등대 협의 결과\n2018년 3월 4일\n\n"
        "양국 대표는 등대에 대해 의견을 교환했습니다. 다음 회의는 봄에 열립니다.\n",
        "등대 협의 결과", "2018-03-04", ""),
    "date output": (
        f"Lamps are lit\nMon Mar  7 09:00:00 UTC 2016\n\n{BODY}",
        "Lamps are lit", "2016-03-07", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", LAYOUTS)
def test_title_date_and_dateline_of_a_layout(name: str) -> None:
    text, title, date, dateline = LAYOUTS[name]
    found = article(text)
    assert (found.title, found.date, found.dateline) == (title, date, dateline)
    assert "Facebook" not in found.body
    assert "Press Release" not in found.body


def test_the_parts_of_a_header_are_fields() -> None:
    found = article(LAYOUTS["trail and labels"][0])
    assert (found.subtitle, found.category) == ("The minister named the sum today.", "News and communications")
    assert article(LAYOUTS["number"][0]).number == "LH-12-18"
    assert article(LAYOUTS["german"][0]).place == "Hamburg"
    assert article(LAYOUTS["speech"][0]).kind == "transcript"
    assert article(LAYOUTS["testimony"][0]).kind == "speech"


def test_release_notes_have_no_number() -> None:
    found = article(
        "Release notes\nWhat is new in the lamp office\n\nThe office has a new lamp. It works well.\n"
    )
    assert (found.title, found.number) == ("Release notes", "")
    assert "What is new in the lamp office" in found.body


def test_a_date_from_the_title_or_the_name_of_the_file_is_told_as_inferred() -> None:
    assert article(LAYOUTS["contracts"][0]).date_source == "inferred: title"
    found = article(f"Lamps are lit\n\n{BODY}", "2016-03-07-lamps.txt")
    assert (found.date, found.date_source) == ("2016-03-07", "inferred: file name")


def test_a_date_that_could_be_two_is_none_and_is_told() -> None:
    found = article(f"Lamps are lit\n3/7/2016\n\n{BODY}")
    assert found.date == ""
    assert "could be two" in found.warnings[0]
    assert article(f"Lamps are lit\n3/7/2016\n\nOpened on 27/6/2016. {BODY}").date == "2016-07-03"


def test_speakers_who_take_turns_make_a_transcript() -> None:
    turns = "\n\n".join(f"{who}: {BODY}" for who in ("MODERATOR", "MS. QUILL", "MR. TARN", "MS. QUILL"))
    assert article(f"Meeting of the keepers\nMay 2, 2014\n\n{turns}").kind == "transcript"
    assert article(f"Meeting of the keepers\nMay 2, 2014\n\n{BODY}\n\nNote: {BODY}").kind == "article"


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2016/6/29 15:07:41", "2016-06-29"), ("27.11.2017", "2017-11-27"), ("11/27/2017", "2017-11-27"),
        ("3/3/2016", "2016-03-03"), ("3/7/2016", ""), ("3rd of March 2016", "2016-03-03"),
        ("1er mars 2016", "2016-03-01"),
        ("7 de março de 2016", "2016-03-07"), ("7 marzo 2016", "2016-03-07"), ("7 maart 2016", "2016-03-07"),
        ("7 марта 2016 года", "2016-03-07"), ("7 marca 2016", "2016-03-07"), ("7 Mart 2016", "2016-03-07"),
        ("平成29年10月10日", "2017-10-10"), ("令和元年5月1日", "2019-05-01"), ("2017年10月10日", "2017-10-10"),
        ("Mon Mar  7 09:00:00 UTC 2016", "2016-03-07"), ("1457337600", "2016-03-07"),
        ("1457337600000", "2016-03-07"),
        ("31/31/2016", ""), ("2016/17", ""), ("12345", ""), ("März 2016", "2016-03"), ("99/99/9999", ""),
    ],
)  # fmt: skip
def test_forms_of_dates(text: str, date: str) -> None:
    assert read_date(text) == date


def test_evidence_for_the_order_of_day_and_month() -> None:
    assert (find_date("3/7/2016", "dmy"), find_date("3/7/2016", "mdy")) == ("2016-07-03", "2016-03-07")
    assert (order_of("de"), order_of("en"), order_of("en-US"), order_of("en-GB")) == ("dmy", "", "mdy", "dmy")
    assert order_in("from 27/11/2017 to 3/7/2018") == "dmy"
    assert order_in("from 27/11/2017 to 3/27/2018") == ""
    assert [ambiguous(f"on {day}/2016") for day in ("3/7", "3/3", "27/3")] == [True, False, False]
    assert is_date("Thursday 13 February 2020")
    assert not is_date("The 13 February 2020 meeting")
    assert date_of_name("20160307_lamps.txt") == "2016-03-07"
    assert date_of_name("2016-03-07 to 2016-03-09.txt") == ""
