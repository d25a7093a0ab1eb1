"""Edit distance between words: insertions, deletions, substitutions, and swaps of neighbours."""

from __future__ import annotations


def distance(left: str, right: str, limit: int) -> int:
    """Optimal string alignment distance (Damerau, CACM 7(3), 1964, each letter moved once at most).

    Gives ``limit + 1`` as soon as it is known to be above ``limit``.
    """
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, char in enumerate(left, 1):
        last, before, row = before, row, [i]
        for j, other in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (char != other))
            if i > 1 and j > 1 and char == right[j - 2] and left[i - 2] == other:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > limit and (not before or min(before) > limit):
            return limit + 1
    return min(row[-1], limit + 1)
