"""Mutants: what do the tests of a module notice when it is changed? For nights and by hand, not for CI.

``pip install cosmic-ray``, then for example::

    python tests/mutants.py search/index/matches.py --tests tests/test_engine_sets.py --sample 40

Cosmic Ray says what can be changed. Each mutant runs in a child of this process, which has the large
libraries loaded already, so that one costs little more than its tests. Nothing is written to the source files.
Mutants that change annotations or docstrings alone are left out. Prints the survivors and what share was
killed; a survivor is either a test that is missing or a change that makes no difference.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import random
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).parent.parent
SECONDS = 60
"""CPU that the tests of one mutant may take; one that loops is killed by this limit."""
OPTIONS = ("-x", "-q", "-n0", "-pno:cacheprovider", "-Wignore::pytest.PytestAssertRewriteWarning")
"""Hypothesis is loaded before pytest can rewrite it, and need not be rewritten."""
LIBRARIES = ("numpy", "hypothesis", "pytest", "_pytest.assertion.rewrite", "sqlite3", "Stemmer")


class Mutated(importlib.abc.MetaPathFinder):
    """Finds one module with another source than its file has."""

    def __init__(self, name: str, path: Path, source: str) -> None:
        self.name, self.path, self.source = name, path, source

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The spec of the mutated module, None for all others."""
        if fullname != self.name:
            return None
        loader = _Loader(fullname, str(self.path))
        loader.source = self.source.encode()
        return importlib.util.spec_from_file_location(fullname, self.path, loader=loader)


class _Loader(importlib.machinery.SourceFileLoader):
    source = b""

    def get_data(self, path: str) -> bytes:
        return self.source

    def path_stats(self, path: str) -> Any:
        raise OSError("byte code is neither read nor written")


def mutants(path: Path, seed: int) -> Iterator[tuple[str, str]]:
    """The mutants of a module in random order: the operator's name and the changed source."""
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator, operator_names

    source = path.read_text("utf-8")
    tree, plain = get_ast(source), _behaviour(source)
    kinds = {name: kind for name in operator_names() if not (kind := get_operator(name)).arguments()}
    places = [
        (name, occurrence)
        for name, kind in kinds.items()
        for occurrence in range(sum(1 for node in ast_nodes(tree) for _ in kind().mutation_positions(node)))
    ]
    random.Random(seed).shuffle(places)
    for name, occurrence in places:
        changed = mutate_code(source, kinds[name](), occurrence)
        if changed is not None and _behaviour(changed) != plain:
            yield name.partition("/")[2], changed


def _behaviour(source: str) -> str:
    """The syntax tree without annotations and docstrings."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return ""
    for node in ast.walk(tree):
        if isinstance(node, ast.arg | ast.AnnAssign):
            node.annotation = ast.Constant(None)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            node.returns = None
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            node.value = ast.Constant(None)
    return ast.dump(tree)


def survives(name: str, path: Path, source: str, tests: Sequence[str]) -> bool:
    """Whether all tests pass with this source in the module's place; they run in a child process."""
    child = os.fork()
    if child == 0:
        code = 3
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
            quiet = os.open(os.devnull, os.O_WRONLY)
            os.dup2(quiet, 1)
            os.dup2(quiet, 2)
            sys.meta_path.insert(0, Mutated(name, path, source))
            import pytest

            code = int(pytest.main([*OPTIONS, *tests]))
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return status == 0


def changed_lines(before: str, after: str) -> str:
    """What a mutant changes, as the lines of a diff."""
    lines = list(difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm=""))[2:]
    return "\n".join(f"    {line}" for line in lines)


def tried(path: Path, tests: Sequence[str], sample: int, seed: int, seconds: float) -> tuple[int, int]:
    """Run a sample of a module's mutants; returns how many ran and how many were killed."""
    name = ".".join(path.resolve().relative_to(ROOT).with_suffix("").parts)
    source, start = path.read_text("utf-8"), time.monotonic()
    if not survives(name, path, source, tests):
        raise SystemExit(f"{path}: the tests fail without any mutant")
    ran = killed = 0
    for operator, mutated in islice(mutants(path, seed), sample):
        if time.monotonic() - start > seconds:
            break
        ran += 1
        if survives(name, path, mutated, tests):
            print(f"{path}: {operator} survives\n{changed_lines(source, mutated)}", flush=True)
        else:
            killed += 1
    print(f"{path}: {killed} of {ran} killed", flush=True)
    return ran, killed


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("modules", nargs="+", type=Path)
    parser.add_argument("--tests", nargs="+", required=True)
    parser.add_argument("--sample", type=int, default=30, help="mutants of each module, chosen at random")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--seconds", type=float, default=3600.0, help="begin no mutant of a module after this")
    options = parser.parse_args()
    os.environ["HYPOTHESIS_PROFILE"] = "mutants"
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # a child that is forked from several threads may wait for ever
    sys.path.insert(0, str(ROOT))
    for library in LIBRARIES:
        importlib.import_module(library)
    print(f"seed {options.seed}")
    ran = killed = 0
    for path in options.modules:
        one = tried(path, options.tests, options.sample, options.seed, options.seconds)
        ran, killed = ran + one[0], killed + one[1]
    print(f"{killed} of {ran} killed ({killed / max(1, ran):.0%})")


if __name__ == "__main__":
    main()
