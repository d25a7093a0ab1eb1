"""Random changes of what is derived, with checksums that are right: what somebody may hand on who means ill.

``PYTHONPATH=. python tests/fuzz/structures.py [COUNT] [SEED]``. Each change is made in a copy of a library,
which is then used in a process of its own: what comes of it must be an answer, or one of our errors, within
SECONDS and MEMORY, and nothing outside of the library may be another than before.
"""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import struct
import sys
import tempfile
import time
import traceback
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from search.entities import manifest as counts
from search.index import manifest, segment
from tests.fuzz import bits

SECONDS = 2.0
"""Processor time that a library may take of whoever opens it, beyond what the sound one takes."""
MEMORY = 200 * 2**20
"""Bytes that it may take beyond what the sound one takes."""
GIVEN_UP = 30
"""Seconds after which a trial is ended."""
_PREFIX = struct.Struct("<8sII")
EXTREMES = (
    0,
    1,
    -1,
    2,
    7,
    255,
    65535,
    65536,
    2**31 - 1,
    -(2**31),
    2**32 - 1,
    2**40,
    2**63 - 1,
    -(2**63),
    1.5,
    "",
    None,
)


def changed_number(draw: random.Random, value: Any) -> Any:
    """Another value in the place of a number or a text of JSON."""
    if isinstance(value, bool) or not isinstance(value, int) or draw.random() < 0.5:
        return draw.choice(EXTREMES)
    return value + draw.choice((-1, 1, -64, 64, value, -value, 1 << draw.randrange(40)))


def changed_json(draw: random.Random, value: Any) -> Any:
    """A document with one change somewhere."""
    if isinstance(value, dict) and value and draw.random() < 0.9:
        name = draw.choice(list(value))
        if draw.random() < 0.1:
            return {key: one for key, one in value.items() if key != name}
        return {**value, name: changed_json(draw, value[name])}
    if isinstance(value, list) and value and draw.random() < 0.9:
        at = draw.randrange(len(value))
        if draw.random() < 0.2:
            return [*value, value[at]] if draw.random() < 0.5 else value[:at] + value[at + 1 :]
        return [*value[:at], changed_json(draw, value[at]), *value[at + 1 :]]
    if isinstance(value, str):
        return draw.choice(
            ("../../precious", "/etc/passwd", "", "00000000.segment", "x" * 5000, 7, value + "x")
        )
    return changed_number(draw, value)


def changed_array(draw: random.Random, array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """An array of the same length with other values in it."""
    raw = array.copy()
    if not len(raw):
        return raw
    begin = draw.randrange(len(raw))
    end = min(len(raw), begin + draw.choice((1, 1, 1, 2, 10, len(raw))))
    if raw.dtype.kind == "S" or draw.random() < 0.4:
        view = raw.view(np.uint8)
        size = raw.dtype.itemsize
        view[begin * size : end * size] = np.frombuffer(draw.randbytes((end - begin) * size), np.uint8)
    elif draw.random() < 0.3:
        raw[begin:end] = raw[begin:end][::-1]
    else:
        info = np.iinfo(raw.dtype)
        raw[begin:end] = draw.choice(
            (info.min, info.max, 0, info.max // 2, len(raw), min(len(raw) * 64, info.max))
        )
    return raw


def change_segment(draw: random.Random, path: Path) -> int:
    """Change an array or the header of a segment; its new checksum."""
    data = path.read_bytes()
    magic, length, _ = _PREFIX.unpack(data[: _PREFIX.size])
    header = json.loads(data[_PREFIX.size : _PREFIX.size + length])
    base = segment._aligned(_PREFIX.size + length)
    body = bytearray(data[base:])
    if draw.random() < 0.7:
        name = draw.choice([name for name, entry in header["arrays"].items() if entry[1]])
        dtype, count, offset, _ = header["arrays"][name]
        array = changed_array(draw, np.frombuffer(bytes(body), np.dtype(dtype), count, offset))
        body[offset : offset + array.nbytes] = array.tobytes()
        header["arrays"][name][3] = zlib.crc32(array.tobytes())
    elif draw.random() < 0.5:
        one, other = draw.choice(list(header["arrays"])), draw.choice(list(header["arrays"]))
        header["arrays"][one] = header["arrays"][other]
    elif draw.random() < 0.5:
        name = draw.choice(list(header["arrays"]))
        entry = header["arrays"][name]
        entry[1] = max(0, entry[1] + draw.choice((-1, -entry[1], 1, -entry[1] // 2)))
        part = bytes(body)[entry[2] : entry[2] + np.dtype(entry[0]).itemsize * entry[1]]
        entry[3] = zlib.crc32(part)
    else:
        header = changed_json(draw, header)
    raw = json.dumps(header).encode()
    checksum = zlib.crc32(raw)
    start = segment._aligned(_PREFIX.size + len(raw))
    path.write_bytes((_PREFIX.pack(magic, len(raw), checksum) + raw).ljust(start, b"\0") + body)
    return checksum


def seal_index(folder: Path, content: Any) -> None:
    """Write a manifest of the index with its checksum."""
    if isinstance(content, dict):
        content["checksum"] = zlib.crc32(manifest._canonical(content))
    (folder / manifest.NAME).write_text(json.dumps(content), "utf-8")


def seal_counts(folder: Path, content: Any) -> None:
    """Write a manifest of the counts with its checksum."""
    if isinstance(content, dict):
        content["checksum"] = counts._checksum(content)
    (folder / counts.MANIFEST).write_text(json.dumps(content), "utf-8")


def loaded(path: Path) -> Any:
    """A manifest without its checksum."""
    content = json.loads(path.read_text("utf-8"))
    del content["checksum"]
    return content


def change_index(draw: random.Random, home: Path) -> str:
    """A segment, the deletions or the manifest of the index."""
    folder = home / "index"
    content = loaded(folder / manifest.NAME)
    entry = draw.choice(content["segments"])
    how = draw.random()
    if how < 0.7:
        path = folder / entry["file"]["name"]
        entry["file"]["checksum"] = change_segment(draw, path)
        entry["file"]["size"] = path.stat().st_size
    elif how < 0.8 and entry["deletions"]:
        raw = draw.randbytes(draw.choice((0, 1, 8, 5000)))
        (folder / entry["deletions"]["name"]).write_bytes(raw)
        entry["deletions"] |= {"checksum": zlib.crc32(raw), "count": draw.choice((0, 1, 60, 10**6))}
    else:
        content = changed_json(draw, content)
    seal_index(folder, content)
    return "index"


def change_counts(draw: random.Random, home: Path) -> str:
    """A segment or the manifest of the entity counts."""
    folder = home / "entities"
    content = loaded(folder / counts.MANIFEST)
    entry = draw.choice(content["segments"])
    if draw.random() < 0.8:
        path = folder / entry["name"]
        entry["checksum"] = change_segment(draw, path)
        entry["size"] = path.stat().st_size
    else:
        content = changed_json(draw, content)
    seal_counts(folder, content)
    return "entities"


CHANGES: tuple[Callable[[random.Random, Path], str], ...] = (change_index, change_counts)


def in_a_child(home: Path) -> tuple[str, float, int]:
    """Use a library in another process: what came of it, its processor time, its memory at most in bytes."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        said = "!"
        try:
            os.close(reader)
            signal.alarm(GIVEN_UP)
            bits.use(home)
            said = "fine"
        except BaseException:  # noqa: BLE001 - that is what is looked for
            said = "! " + traceback.format_exc()[-1500:]
        finally:
            os.write(writer, said.encode("utf-8", "replace")[:4000])
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        said = pipe.read().decode()
    _, status, used = os.wait4(child, 0)
    if status:
        said = f"! ended by signal {status & 127}"
    return said, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024


def state_of(folder: Path) -> list[tuple[str, int, int]]:
    """Every file below a folder, with its size and time."""
    return sorted((str(p), p.stat().st_size, p.stat().st_mtime_ns) for p in folder.rglob("*"))


def trial(draw: random.Random, home: Path, sound: tuple[float, int]) -> str:
    """One change; ``fine``, or a finding that begins with ``!``."""
    work = home.with_name("changed")
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(home, work)
    draw.choice(CHANGES)(draw, work)
    said, seconds, memory = in_a_child(work)
    if said == "fine" and seconds > sound[0] + SECONDS:
        return f"! took {seconds:.1f} s"
    if said == "fine" and memory > sound[1] + MEMORY:
        return f"! took {memory / 2**20:.0f} MB"
    return said


def run(count: int, seed: int, articles: int = 60) -> tuple[Counter[str], list[str]]:
    """Make so many changes; what became of them, and the findings."""
    told: Counter[str] = Counter()
    findings: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        precious = folder / "precious"
        precious.mkdir()
        for one in ("manifest.json", "0.segment", "000001.seg", "x.tmp"):
            (precious / one).write_text("precious", "utf-8")
        home = bits.make(folder, articles)
        before = state_of(precious)
        _, seconds, memory = in_a_child(home)
        for number in range(count):
            outcome = trial(random.Random(seed + number), home, (seconds, memory))
            if state_of(precious) != before:
                outcome = "! touched what lies outside"
            told["finding" if outcome.startswith("!") else outcome] += 1
            if outcome.startswith("!"):
                findings.append(f"seed {seed + number}: {outcome}")
                print(findings[-1], flush=True)
    return told, findings


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    chosen = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(2**32)
    began = time.monotonic()
    counted, wrong = run(wanted, chosen)
    print(f"seed {chosen}, {time.monotonic() - began:.0f} s")
    for what, number in counted.items():
        print(f"{number:6} {what}")
    sys.exit(bool(wrong))
