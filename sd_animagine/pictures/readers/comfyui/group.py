"""A group node of older drawings (``extra.groupNodes``), opened into a drawing like a subgraph.

Its nodes are known by their places. A group node has the sockets that no link inside leads to, and
the fields of all its nodes in a row: those are what ran, not the ones that are kept inside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from sd_animagine.pictures.request import listed, mapping

INPUTS: Final = -10
OUTPUTS: Final = -20
"""What stands for the node that a drawing is in: the links from and to the outside."""
_MOST_NODES: Final = 200

Node = Mapping[str, Any]
Socket = tuple[int, int]
"""The place of a node, and of a socket in it."""


def opened(
    node: Node, group: Node, field_names: Callable[[Node], tuple[str, ...]]
) -> Mapping[str, Any]:
    """Return the drawing that a group node is.

    Args:
        node: the group node.
        group: what it was made of.
        field_names: tells the names of a node's fields, as far as they are known.
    """
    parts = [dict(mapping(each)) for each in listed(group.get("nodes"))[:_MOST_NODES]]
    inner = {target: source for source, target in _links(group)}
    outer = [socket for socket in _sockets(parts) if socket not in inner and _shows(group, socket)]
    origins = {**{socket: (INPUTS, n) for n, socket in enumerate(outer)}, **inner}
    links = [
        {"id": n, "origin_id": origin[0], "origin_slot": origin[1]}
        for n, origin in enumerate(origins.values(), 1)
    ]
    numbers = {socket: n for n, socket in enumerate(origins, 1)}
    for place, part in enumerate(parts):
        part["id"] = place
        part["inputs"] = [
            {**mapping(each), "link": numbers.get((place, slot))}
            for slot, each in enumerate(listed(part.get("inputs")))
        ]
    _share_out(node, parts, field_names)
    ends = (
        {"id": len(links) + n, "origin_id": place, "origin_slot": slot,
         "target_id": OUTPUTS, "target_slot": n - 1}
        for n, (place, slot) in enumerate(_outputs(group, parts, set(inner.values())), 1)
    )  # fmt: skip
    return {"nodes": parts, "links": [*links, *ends]}


def _links(group: Node) -> Iterator[tuple[Socket, Socket]]:
    """The links inside a group: from which output to which input."""
    for link in map(listed, listed(group.get("links"))):
        if len(link) >= 4 and all(type(value) is int for value in link[:4]):
            yield (link[0], link[1]), (link[2], link[3])


def _sockets(parts: list[dict[str, Any]]) -> list[Socket]:
    """All inputs in the order in which a group node has them: fields made to sockets come last."""
    found = [
        ("widget" in mapping(each), place, slot)
        for place, part in enumerate(parts)
        for slot, each in enumerate(listed(part.get("inputs")))
    ]
    return [(place, slot) for _, place, slot in sorted(found)]


def _shows(group: Node, socket: Socket) -> bool:
    """Has nobody hidden an input of a group node?"""
    place, slot = socket
    part = mapping(listed(group.get("nodes"))[place])
    name = str(mapping(listed(part.get("inputs"))[slot]).get("name"))
    inputs = mapping(mapping(mapping(group.get("config")).get(str(place))).get("input"))
    return mapping(inputs.get(name)).get("visible") is not False


def _outputs(group: Node, parts: list[dict[str, Any]], used: set[Socket]) -> Iterator[Socket]:
    """The outputs of a group node: those that no link inside takes, unless it says otherwise."""
    listed_ones = (listed(each)[:2] for each in listed(group.get("external")))
    external = {(each[0], each[1]) for each in listed_ones if [*map(type, each)] == [int, int]}
    for place, part in enumerate(parts):
        config = mapping(mapping(mapping(group.get("config")).get(str(place))).get("output"))
        for slot, _ in enumerate(listed(part.get("outputs"))):
            is_free = (place, slot) not in used or (place, slot) in external
            shows = mapping(config.get(str(slot))).get("visible")
            if shows if isinstance(shows, bool) else is_free:
                yield place, slot


def _share_out(
    node: Node, parts: list[dict[str, Any]], field_names: Callable[[Node], tuple[str, ...]]
) -> None:
    """Give each part its values of the group node; none where it is not clear whose they are."""
    values = listed(node.get("widgets_values"))
    kept = [listed(part.get("widgets_values")) for part in parts]
    own = [
        _own_fields(part, field_names(part), len(each))
        for part, each in zip(parts, kept, strict=True)
    ]
    if len(values) == sum(map(len, kept)):
        own = [list(range(len(each))) for each in kept]
    is_clear = len(values) == sum(map(len, own))
    at = 0
    for part, each, places in zip(parts, kept, own, strict=True):
        mixed = list(each)
        for place in places:
            mixed[place] = values[at] if is_clear else None
            at += 1
        part["widgets_values"] = mixed


def _own_fields(part: Node, names: tuple[str, ...], count: int) -> list[int]:
    """The places of the values that a group node has too: not of fields made to sockets."""
    sockets = {
        str(mapping(each).get("name"))
        for each in listed(part.get("inputs"))
        if "widget" in mapping(each)
    }
    made = {name: place for place, name in enumerate(names) if name in sockets}
    hidden = set(made.values()) | {place + 1 for name, place in made.items() if "seed" in name}
    return [place for place in range(count) if place not in hidden]
