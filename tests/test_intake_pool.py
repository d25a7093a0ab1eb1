"""Worker processes: what hangs, crashes, swells, writes or calls out is ended and told; the batch goes on."""

import gzip
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.intake import registry
from search.intake.model import Content, Ready, Result
from search.intake.pipeline import Draft, plan
from search.intake.pool import LIGHT_BYTES, SILENCE_SECONDS, Pool, is_light
from search.intake.records import MAX_DEATHS
from search.intake.worker import CPU_SECONDS
from search.work.breadcrumb import SIZE, Breadcrumb
from search.work.progress import Failure

EVIL = """
import json, os, signal, socket, struct, subprocess, sys, time
from search.article.model import Article, Block, BlockKind
from search.intake.model import Draft, rendition
from search.intake.records import guarded
from search.work.heartbeat import beat

VERSION = 1


def pipe():
    return json.loads(sys.argv[3])[1]  # to the parent, as it was given in the call


def sniff(head, name):
    if head.startswith(b"EVIL sniff"):
        raise KeyError("a fault of a third party")
    return head.startswith(b"EVIL")


def record(act, label):
    if act == "two":
        yield from made("first", label + ".1")
        time.sleep(0.3)  # it is told before the second one ends everything
        yield from made("first", label + ".2")
        act = "crash"
    if act == "crash":
        os.abort()
    if act == "spin":
        signal.signal(signal.SIGVTALRM, signal.SIG_IGN)  # as in code that Python cannot end
        while True:
            pass
    yield from made(act, label)


def made(title, label):
    block = Block(BlockKind.PARAGRAPH, title)
    yield Draft(Article("", title, (block,), renditions=(rendition(label, b"", "evil", 1),)))


def read(content):
    data = content.read()
    act = data.split()[1].decode()
    if act == "box":
        for number, act in enumerate(data.decode().split()[2:], 1):
            label = f"{content.label}#{number}"
            yield from guarded(label, lambda: record(act, label))
        return
    if act == "hang":
        time.sleep(600)
    elif act == "stop":
        os.kill(os.getpid(), signal.SIGSTOP)
    elif act == "stall":  # in the middle of a frame
        os.write(pipe(), struct.pack("!Q", 1000) + b"{")
        time.sleep(600)
    elif act == "trickle":
        os.write(pipe(), struct.pack("!Q", 1000000))
        while True:
            os.write(pipe(), b" ")
            time.sleep(0.01)
    elif act == "boast":
        os.write(pipe(), struct.pack("!Q", 2**60))
    elif act == "spin":
        while True:
            pass
    elif act == "crash":
        os.abort()
    elif act == "swell":
        hoard = []
        while True:
            hoard.append(bytearray(2**24))
    elif act == "slow":
        for _ in range(5):
            until = time.process_time() + 0.5
            while time.process_time() < until:
                pass
            beat()
    elif act == "fault":
        raise ZeroDivisionError("by zero")
    elif act == "connect":
        socket.create_connection(("127.0.0.1", 9))
    elif act == "write":
        open(data.split()[2], "w").close()
    elif act == "run":
        subprocess.run(["true"])
    elif act == "print":
        print("noise on the screen")
    block = Block(BlockKind.PARAGRAPH, act)
    yield Draft(Article("", act, (block,), renditions=(rendition(content.label, data, "evil", 1),)), data)
"""


@pytest.fixture
def evil(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A third party's importer, registered as an installed package would be."""
    site = tmp_path / "site"
    (site / "evil-1.0.dist-info").mkdir(parents=True)
    (site / "evil.py").write_text(EVIL)
    (site / "evil-1.0.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: evil\nVersion: 1.0\n")
    (site / "evil-1.0.dist-info" / "entry_points.txt").write_text("[dossier.formats]\nevil = evil\n")
    monkeypatch.syspath_prepend(str(site))
    registry.plugins.cache_clear()
    registry.importer.cache_clear()
    folder = tmp_path / "in"
    folder.mkdir()
    yield folder
    registry.plugins.cache_clear()
    registry.importer.cache_clear()


def outcomes(folder: Path, pool: Pool) -> dict[str, str]:
    """File name -> title of its article, or the reason why there is none."""
    found: dict[str, str] = {}
    with pool:
        for result in pool.parse(plan([folder])):
            for item in result.items:
                found[result.source.path.name] = (
                    item.parcel.head.title if isinstance(item, Ready) else item.reason
                )
            if result.error:
                found[result.source.path.name] = str(result.error)
    return found


def test_the_batch_goes_on_whatever_a_parser_does(evil: Path) -> None:
    target = evil.parent / "written"
    acts = ["crash", "fault", "connect", f"write {target}", "run", "print", "swell", "fine"]
    for number, act in enumerate(acts):
        (evil / f"{number}.evil").write_text(f"EVIL {act}")
    (evil / "plain.txt").write_text("A title\n\nA text.\n")
    (evil / "8.evil").write_text("EVIL sniff")
    found = outcomes(evil, Pool(2, memory=2**28))
    assert "crashed" in found["0.evil"]
    assert "ZeroDivisionError" in found["1.evil"]
    assert "PermissionError" in found["2.evil"]
    assert "tried to write" in found["3.evil"]
    assert not target.exists()
    assert "PermissionError" in found["4.evil"]
    assert found["5.evil"] == "print"
    assert "memory" in found["6.evil"]
    assert found["7.evil"] == "fine"
    assert "The importer evil, installed for evil, failed (KeyError" in found["8.evil"]
    assert found["plain.txt"] == "A title"


def told(folder: Path, pool: Pool) -> tuple[list[str], str]:
    """Titles of articles and reasons of failures as they came, and why the file was refused."""
    came: list[str] = []
    refused = ""
    with pool:
        for result in pool.parse(plan([folder])):
            for item in result.items:
                head = item.path.rpartition("#")[2] + ": " + item.reason if isinstance(item, Failure) else ""
                came.append(head or item.parcel.head.title)  # type: ignore[union-attr]
            refused = str(result.error or "")
    return came, refused


def test_a_record_that_kills_its_parser_is_named_and_the_others_are_read(evil: Path) -> None:
    (evil / "a.evil").write_text(f"EVIL box {'a ' * 11}two b crash c")
    came, refused = told(evil, Pool(1))
    assert not refused
    assert [one.partition(" (")[0] for one in came] == [
        *"a" * 11, "first", "first", "12: The parser crashed on it", "b", "14: The parser crashed on it", "c",
    ]  # fmt: skip


def test_a_file_of_such_records_is_given_up(evil: Path) -> None:
    (evil / "a.evil").write_text(f"EVIL box a {'crash ' * (MAX_DEATHS + 2)} b")
    came, refused = told(evil, Pool(1))
    assert [one.partition(" (")[0] for one in came] == [
        "a", *(f"{number}: The parser crashed on it" for number in range(2, MAX_DEATHS + 3))
    ]  # fmt: skip
    assert refused.startswith("Parsers died on more than 5 records")


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), min_size=1, max_size=4))
def test_a_breadcrumb_is_found_as_it_was_left(texts: list[str]) -> None:
    crumb = Breadcrumb()
    other = Breadcrumb(os.dup(crumb.descriptor))
    for text in texts:
        other.leave(text)
        assert crumb.find() == text
    other.leave("x" * (SIZE + 1))
    assert not crumb.find()
    other.close()
    crumb.close()


def test_a_parser_that_hangs_or_spins_is_ended(evil: Path) -> None:
    (evil / "0.evil").write_text("EVIL hang")
    (evil / "1.evil").write_text("EVIL spin")
    (evil / "2.evil").write_text("EVIL fine")
    found = outcomes(evil, Pool(1, seconds=1, silence=1.5))
    assert "said nothing" in found["0.evil"]
    assert "takes more than 1 s" in found["1.evil"] or "said nothing" in found["1.evil"]
    assert found["2.evil"] == "fine"


@pytest.mark.parametrize("act", ["stop", "stall", "trickle"])
def test_who_stops_in_the_middle_of_a_frame_holds_up_nobody(evil: Path, act: str) -> None:
    (evil / "0.evil").write_text(f"EVIL {act}")
    (evil / "1.evil").write_text("EVIL fine")
    found = outcomes(evil, Pool(1, silence=0.5))
    assert "said nothing" in found["0.evil"]
    assert found["1.evil"] == "fine"


def test_a_frame_that_says_it_is_huge_is_not_awaited(evil: Path) -> None:
    (evil / "0.evil").write_text("EVIL boast")
    (evil / "1.evil").write_text("EVIL fine")
    found = outcomes(evil, Pool(1))
    assert "crashed" in found["0.evil"]
    assert found["1.evil"] == "fine"


def test_signs_of_life_put_the_limit_off(evil: Path) -> None:
    (evil / "0.evil").write_text("EVIL slow")
    assert outcomes(evil, Pool(1, seconds=1, silence=20)) == {"0.evil": "slow"}


def test_every_file_ends_once(evil: Path) -> None:
    for number in range(40):
        (evil / f"{number:02}.evil").write_text(f"EVIL {'crash' if number % 9 == 4 else 'fine'}")
    results: list[Result] = []
    with Pool(2) as pool:
        results += pool.parse(plan([evil]))
    ended = [result.source.path.name for result in results if result.ended]
    assert sorted(ended) == sorted(path.name for path in evil.iterdir())
    assert sum(len(result.items) for result in results) == 40 - sum(n % 9 == 4 for n in range(40))


def test_stopping_ends_the_workers(evil: Path) -> None:
    for number in range(20):
        (evil / f"{number:02}.evil").write_text("EVIL fine")
    with Pool(1) as pool:
        asked = iter(range(100))
        seen = list(pool.parse(plan([evil]), stop=lambda: next(asked) > 30))
        assert len(seen) < 20


def test_a_fault_in_our_own_rules_refuses_the_file_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(content: Content) -> Iterator[Draft]:
        raise IndexError("a fault of ours")
        yield

    monkeypatch.setattr(registry.importer("jsonl"), "read", broken)
    (tmp_path / "a.jsonl").write_text('{"title": "T"}\n')
    (tmp_path / "b.txt").write_text("A title\n\nA text.\n")
    found = outcomes(tmp_path, Pool(1))
    assert "IndexError: a fault of ours" in found["a.jsonl"]
    assert found["b.txt"] == "A title"


def test_third_parties_are_heard_in_a_process_alone(evil: Path) -> None:
    (evil / "plain.txt").write_text("A title\n\nA text.\n")
    (source,) = plan([evil])
    assert not is_light(source)


def test_nothing_may_be_silent_for_long() -> None:
    assert SILENCE_SECONDS <= 10
    assert CPU_SECONDS <= 10


def test_small_texts_need_no_process(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A title\n\nA text.\n")
    (tmp_path / "b.html").write_text("<html><p>A page.</p></html>")
    (tmp_path / "c.txt").write_text("A title\n\n" + "A text.\n" * (LIGHT_BYTES // 8))
    (tmp_path / "d.jsonl.gz").write_bytes(gzip.compress(b'{"title": "T", "body": "B"}\n'))
    assert [is_light(source) for source in plan([tmp_path])] == [True, False, False, False]


def test_a_third_party_format_is_found(evil: Path) -> None:
    assert "evil" in registry.plugins()
