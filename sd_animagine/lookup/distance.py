"""How far two short words are from each other, in the standard library alone."""

from __future__ import annotations


def distance(a: str, b: str) -> int:
    """Edits between two short words; two neighbouring letters swapped count as one."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        older, before, row = before, row, [i]
        for j, y in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]


def strange(text: str, other: str) -> int:
    """How many letters of a text the other does not have, each counted as often as it stands."""
    rest = list(other)
    count = 0
    for char in text:
        if char in rest:
            rest.remove(char)
        else:
            count += 1
    return count
