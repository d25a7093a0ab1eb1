"""How far two label files agree, span for span.

Run as ``python -m search.entities.training.agreement A.jsonl B.jsonl``.

Only the releases that both files hold are compared. A span agrees when start, end and type are all the
same. Taking one file as the truth and the other as the answer, F1 is the same whichever is which, so it
serves as a measure of agreement between annotators (Hripcsak and Rothschild 2005), without the count of
true negatives that kappa would need and that spans do not have.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from search.entities.model import EntityKind
from search.entities.training.standoff import Labelled, Span, read

OVERALL = "all"


@dataclass(frozen=True, slots=True)
class Agreement:
    """Counts of spans in both files, in the first and in the second."""

    both: int
    first: int
    second: int

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, from 0 to 1; 1 when neither file has a span."""
        total = self.first + self.second
        return 2 * self.both / total if total else 1.0


def agreement(first: Mapping[str, Labelled], second: Mapping[str, Labelled]) -> dict[str, Agreement]:
    """Compare the releases that both mappings hold; keys are the types, then ``all``.

    Raises:
        ValueError: a release was labelled on two different texts.

    """
    both: Counter[str] = Counter()
    one: Counter[str] = Counter()
    two: Counter[str] = Counter()
    for release in sorted(first.keys() & second.keys()):
        a, b = first[release], second[release]
        if a.fingerprint != b.fingerprint:
            raise ValueError(f"{release} was labelled on two different texts")
        both.update(counted(set(a.spans) & set(b.spans)))
        one.update(counted(set(a.spans)))
        two.update(counted(set(b.spans)))
    kinds = [kind.value for kind in EntityKind] + [OVERALL]
    return {kind: Agreement(both[kind], one[kind], two[kind]) for kind in kinds}


def counted(spans: set[Span]) -> Counter[str]:
    """Count spans by type and in all."""
    counts = Counter(span.kind.value for span in spans)
    counts[OVERALL] = len(spans)
    return counts


def report(results: Mapping[str, Agreement]) -> str:
    """Render as a table for a terminal or a Markdown file."""
    rows = [
        f"| {kind:7} | {row.first:5} | {row.second:6} | {row.both:4} | {100 * row.f1:5.1f} |"
        for kind, row in results.items()
    ]
    return "\n".join(
        ["| type    | first | second | both |    F1 |", "|---------|------:|-------:|-----:|------:|", *rows]
    )


def main(arguments: list[str] | None = None) -> None:
    """Print the agreement of two label files."""
    parser = argparse.ArgumentParser(prog="search.entities.training.agreement", description=__doc__)
    parser.add_argument("first", type=Path)
    parser.add_argument("second", type=Path)
    options = parser.parse_args(arguments)
    print(report(agreement(read(options.first), read(options.second))))


if __name__ == "__main__":
    main()
