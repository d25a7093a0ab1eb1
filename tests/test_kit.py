"""The lines for machines without a network, as the documents have them; the kit made, checked, installed."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from search import KitRequest, make_kit, verify_kit
from search.errors import KitError
from search.kit import layout
from search.kit.make import checksum
from tests.wheelhouse import needed, rebuild
from tui.cli.main import run

ROOT = Path(__file__).parent.parent
PROJECT = ("search", "tui", "seeds", "pyproject.toml", "README.md", "LICENSE")
README = (ROOT / "README.md").read_text("utf-8")
GUIDE = (ROOT / "seeds" / "12-air-gap.md").read_text("utf-8")


def no_network() -> list[str]:
    """A prefix that runs a command where there is no network at all; empty where none can be made."""
    command = ["unshare", "--map-root-user", "--net"]
    try:
        works = subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0
    except OSError:
        works = False
    return command if works else []


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project without anything that is made."""
    folder = tmp_path_factory.mktemp("checkout")
    ignored = shutil.ignore_patterns("__pycache__", "training", "pictures")
    for name in PROJECT:
        path = ROOT / name
        if path.is_dir():
            shutil.copytree(path, folder / name, ignore=ignored)
        else:
            shutil.copy(path, folder)
    return folder


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """In it, pip finds the wheels of what is installed here, and ``python3`` is this Python."""
    house = tmp_path_factory.mktemp("wheelhouse")
    required = re.findall(r'^  "([A-Za-z][\w.-]*)[^"]*",', _section("dependencies = ["), re.MULTILINE)
    for installed in needed([*required, "hatchling"]).values():
        rebuild(installed, house)
    programs = tmp_path_factory.mktemp("programs")
    (programs / "python3").symlink_to(sys.executable)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    mine = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(house), "PIP_CONFIG_FILE": os.devnull, "PATH": path}
    mine |= {"PIP_NO_COMPILE": "1"}  # byte code for one start is not worth its time
    return kept | mine


def _section(head: str) -> str:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    return text[text.index(head) :].partition("\n]")[0]


def lines(document: str) -> list[str]:
    """The commands of a document that collect wheels and install from them."""
    blocks = re.findall(r"^```\w+\n(.*?)^```", document, re.MULTILINE | re.DOTALL)
    chosen = [block for block in blocks if re.search(r"pip (wheel|install --no-index)", block)]
    return [command for block in chosen for line in block.splitlines() for command in line.split(" && ")]


def test_readme_and_guide_have_the_same_lines() -> None:
    assert lines(README) == lines(GUIDE)


def test_the_lines_for_machines_without_a_network_work(
    checkout: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    wanted = lines(README)
    collecting = [line for line in wanted if "pip wheel" in line]
    assert collecting
    assert len(wanted) > len(collecting)
    subprocess.run(["bash", "-ec", "\n".join(collecting)], cwd=checkout, env=environment, check=True)
    shutil.move(checkout / "wheels", tmp_path / "wheels")
    across = {k: v for k, v in environment.items() if k not in ("PIP_FIND_LINKS", "PIP_NO_INDEX")}
    rest = "\n".join(line for line in wanted if line not in collecting)
    reader = "XDG_DATA_HOME=data dossier/bin/dossier --plain --query quotation"
    asked = f"{rest}\ndossier/bin/dossier --version\n{reader}"
    prefix = no_network()
    if not prefix:
        print("no network namespace can be made here: pip is only told to use no index")
    done = subprocess.run(
        [*prefix, "bash", "-ec", asked],
        cwd=tmp_path,
        env=across | {"HOME": str(tmp_path)},
        input="q\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "quotation" in done.stdout


@pytest.fixture
def kit(checkout: Path, environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A kit of the project alone: what it needs is left out, since the lines above show it."""
    monkeypatch.setattr("search.kit.make._collect", lambda request, wheels: _own_wheel(wheels))
    folder = tmp_path / "kit"
    assert run(["kit", str(folder), "--source", str(checkout)]) == 0
    return folder


def _own_wheel(wheels: Path) -> list[Path]:
    wheels.mkdir(parents=True)
    return [rebuild(next(iter(needed(["platformdirs"]).values())), wheels)]


def test_a_kit_says_what_is_in_it(kit: Path) -> None:
    names = {path.name for path in kit.iterdir()}
    assert names == {"wheels", "requirements.txt", "bom.cdx.json", "install.sh", "guide", "SHA256SUMS"}
    assert "platformdirs==" in (kit / "requirements.txt").read_text("utf-8")
    assert '"pkg:pypi/platformdirs@' in (kit / "bom.cdx.json").read_text("utf-8")
    assert "Crossing an air gap" in (kit / "guide" / "12-air-gap.txt").read_text("utf-8")
    assert verify_kit(kit).wheels == 1
    assert run(["kit", "--verify", str(kit)]) == 0


def test_a_kit_installs_what_it_lists(kit: Path, environment: dict[str, str], tmp_path: Path) -> None:
    command = [*no_network(), "sh", str(kit / "install.sh"), str(tmp_path / "there")]
    across = {k: v for k, v in environment.items() if k not in ("PIP_FIND_LINKS", "PIP_NO_INDEX")}
    done = subprocess.run(command, env=across, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert list((tmp_path / "there").glob("lib/python*/site-packages/platformdirs"))
    (kit / "requirements.txt").write_text("platformdirs\n", "utf-8")
    assert subprocess.run(command, env=across, capture_output=True, check=False).returncode != 0


@pytest.mark.parametrize(
    "damage",
    [
        lambda kit: (kit / "install.sh").write_text("rm -rf /tmp/x\n"),
        lambda kit: (kit / "guide" / "01-welcome.txt").unlink(),
        lambda kit: (kit / "wheels" / "more.whl").write_bytes(b"PK"),
        lambda kit: (kit / "link").symlink_to("/etc/passwd"),
        lambda kit: os.mkfifo(kit / "pipe"),
        lambda kit: (kit / "SHA256SUMS").write_text("0" * 64 + "  ../../etc/passwd\n"),
        lambda kit: (kit / "SHA256SUMS").write_bytes(b"\xff\xfe"),
        lambda kit: (kit / "SHA256SUMS").unlink(),
    ],
    ids=["changed", "missing", "extra", "link", "fifo", "traversal", "bytes", "no list"],
)
def test_what_was_done_to_a_kit_is_told(kit: Path, damage: object, capsys: pytest.CaptureFixture[str]) -> None:
    assert callable(damage)
    damage(kit)
    assert run(["kit", "--verify", str(kit)]) == 2
    assert capsys.readouterr().err.startswith("dossier: Kit: ")


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="OpenSSH is not installed")
def test_a_signature_is_that_of_whom_you_named(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.kit.make._collect", lambda request, wheels: _own_wheel(wheels))
    for name in ("mine", "other"):
        words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / name)]
        subprocess.run(words, check=True, stdin=subprocess.DEVNULL)
    make_kit(KitRequest(tmp_path / "kit", checkout, key=tmp_path / "mine"))
    signers = tmp_path / "signers"
    for name, good in (("mine", True), ("other", False)):
        signers.write_text(f"archive {(tmp_path / f'{name}.pub').read_text('utf-8')}", "utf-8")
        if good:
            assert verify_kit(tmp_path / "kit", signers, "archive").signed
        else:
            with pytest.raises(KitError):
                verify_kit(tmp_path / "kit", signers, "archive")


def test_a_kit_is_not_made_over_anything(checkout: Path, tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "file").write_text("mine", "utf-8")
    with pytest.raises(KitError, match="in use"):
        make_kit(KitRequest(tmp_path / "kept", checkout))
    with pytest.raises(KitError, match="no checkout"):
        make_kit(KitRequest(tmp_path / "kit", tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_checksums_are_the_same_for_the_same_files(tmp_path: Path) -> None:
    (tmp_path / "b").write_text("2", "utf-8")
    (tmp_path / "a").write_text("1", "utf-8")
    assert checksum(tmp_path) == ["a", "b"]
    first = (tmp_path / layout.CHECKSUMS).read_bytes()
    (tmp_path / layout.CHECKSUMS).unlink()
    checksum(tmp_path)
    assert (tmp_path / layout.CHECKSUMS).read_bytes() == first


def test_the_wheel_is_the_same_twice_and_holds_what_it_should(checkout: Path, tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / name)]
        subprocess.run(command, cwd=checkout, check=True, capture_output=True)
        made += list((tmp_path / name).glob("*.whl"))
    assert made[0].read_bytes() == made[1].read_bytes()
    with zipfile.ZipFile(made[0]) as wheel:
        names = wheel.namelist()
    assert {name.split("/")[0].partition("-")[0] for name in names} == {"search", "tui", "seeds", "dossier"}
    assert {"search/py.typed", "tui/py.typed", "seeds/12-air-gap.md"} <= set(names)
    assert not [name for name in names if "/training/" in name or name.endswith((".pyc", ".svg"))]
