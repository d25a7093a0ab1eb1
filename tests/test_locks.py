"""The locks fit ``pyproject.toml``, are complete and come with hashes; a kit takes of them what it needs."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement

from search import KitRequest, make_kit
from search.errors import KitError
from search.kit import layout, lock, make
from search.kit.bom import sha256

ROOT = Path(__file__).parent.parent
PROJECT = (ROOT / "pyproject.toml").read_text("utf-8")
BUILT_BY = tomllib.loads(PROJECT)["build-system"]["requires"]
LOCKS = {
    "requirements.txt": tomllib.loads(PROJECT)["project"]["dependencies"],
    "requirements-all.txt": tomllib.loads(PROJECT)["project"]["dependencies"]
    + [
        one
        for extra, wanted in tomllib.loads(PROJECT)["project"]["optional-dependencies"].items()
        if extra not in ("all", "test", "bench", "lint")
        for one in wanted
    ],
    "requirements-build.txt": BUILT_BY,
}
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


def locked(name: str) -> tuple[lock.Locked, ...]:
    return lock.read((ROOT / name).read_text("utf-8"))


def holds(one: lock.Locked, python: str) -> bool:
    where = {"python_version": python, "python_full_version": f"{python}.1"}
    return not one.marker or Marker(one.marker).evaluate(where)


@pytest.mark.parametrize("name", LOCKS)
@pytest.mark.parametrize("python", PYTHONS)
def test_no_lock_is_stale(name: str, python: str) -> None:
    here = [one for one in locked(name) if holds(one, python)]
    versions = {one.name: one.version for one in here}
    assert len(versions) == len(here), "one version of each"
    for text in LOCKS[name]:
        wanted = Requirement(text)
        version = versions.get(lock.normal(wanted.name))
        assert version is not None, f"{wanted.name} is not in {name}: python tests/locks.py"
        assert wanted.specifier.contains(version), f"{wanted} is not met in {name}: python tests/locks.py"


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_what_is_needed_each_with_hashes_and_no_host(name: str) -> None:
    every = locked(name)
    assert all(one.hashes for one in every)
    wanted = {lock.normal(Requirement(text).name) for text in LOCKS[name]}
    assert lock.needed(every, wanted) == every, "nothing that nobody asks for: python tests/locks.py"
    assert "://" not in (ROOT / name).read_text("utf-8")


def test_base_and_all_agree() -> None:
    all_of_them = {(one.name, one.version, one.marker): one.hashes for one in locked("requirements-all.txt")}
    for one in locked("requirements.txt"):
        assert all_of_them[one.name, one.version, one.marker] == one.hashes


def test_a_kit_takes_what_its_extras_ask_for(tmp_path: Path) -> None:
    text = make._locked(KitRequest(tmp_path / "kit", ROOT, ("office",)))
    names = {line.partition("==")[0] for line in text.splitlines()}
    assert {"textual", "rich", "numpy", "lxml"} <= names
    assert not {"pypdf", "trafilatura", "libzim"} & names
    assert all(
        re.fullmatch(r"[\w.-]+==\S+( ; [^#]+?)?( --hash=sha256:\w{64})+", one) for one in text.splitlines()
    )


def test_markers_are_answered_for_the_python_that_is_asked_for() -> None:
    two = lock.read("a==1 ; python_full_version < '3.12'\na==2 ; python_full_version >= '3.12'\n")
    for python in PYTHONS:
        chosen = [one for one in two if Marker(one.line(python).strip().split(" ; ")[1]).evaluate()]
        assert [one.version for one in chosen] == ["1" if python == "3.11" else "2"]


def test_extras_within_extras() -> None:
    project = """[project]
name = "dossier"
dependencies = ["Base_One>=1"]
[project.optional-dependencies]
a = ["one"]
b = ["two[x]>=3"]
all = ["dossier[a,b]"]
"""
    assert lock.roots(project, ["all"]) == {"base-one", "one", "two"}
    with pytest.raises(ValueError, match="none"):
        lock.roots(project, ["none"])


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "is stale: it has no"), ("\nnumpy>=2\n", "There is no extra or package"), (None, "cannot be read")],
)
def test_a_lock_that_does_not_serve_is_told(
    text: str | None, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(make, "_own", lambda request, wheels: wheels)
    source = tmp_path / "source"
    source.mkdir()
    (source / "pyproject.toml").write_text(PROJECT, "utf-8")
    if text is not None:
        (source / layout.LOCK).write_text(text, "utf-8")
    with pytest.raises(KitError, match=said):
        make_kit(KitRequest(tmp_path / "kit", source))
    assert not (tmp_path / "kit").exists()


def test_pip_refuses_what_is_not_as_the_lock_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.wheelhouse import needed, rebuild

    house = tmp_path / "house"
    house.mkdir()
    wheel = rebuild(next(iter(needed(["mdurl"]).values())), house)
    monkeypatch.setattr(make, "_own", lambda request, wheels: wheel)
    for name, value in (("NO_INDEX", "1"), ("FIND_LINKS", str(house)), ("CONFIG_FILE", "/dev/null")):
        monkeypatch.setenv(f"PIP_{name}", value)
    version = wheel.name.split("-")[1]
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "dossier"\ndependencies = ["mdurl"]\n', "utf-8")
    pinned = f"mdurl=={version} \\\n    --hash=sha256:"
    (tmp_path / layout.LOCK).write_text(f"{pinned}{'0' * 64}\n    # via dossier\n", "utf-8")
    with pytest.raises(KitError, match="pip could not collect"):
        make_kit(KitRequest(tmp_path / "kit", tmp_path))
    (tmp_path / layout.LOCK).write_text(f"{pinned}{sha256(wheel)}\n    # via dossier\n", "utf-8")
    assert make_kit(KitRequest(tmp_path / "kit", tmp_path)).wheels == 1
