"""HTML of our pages, built of elements, so that every text and value in it is escaped."""

from __future__ import annotations

from html import escape


class Html(str):
    """A text that is HTML already; any other is escaped where it becomes a part of some."""

    __slots__ = ()


def element(name: str, *inside: str, **attributes: str | bool) -> Html:
    """Return an element.

    Args:
        name: what it is: ``p``, ``span``.
        inside: what stands in it, in order: ``Html``, or plain text.
        attributes: ``class_`` is ``class`` and ``data_box`` is ``data-box``; one that is true
            stands without a value, one that is false not at all.
    """
    told = "".join(_attribute(key, value) for key, value in attributes.items())
    if name == "link":  # it has no end tag
        return Html(f"<{name}{told}>")
    return Html(f"<{name}{told}>{fragment(*inside)}</{name}>")


def fragment(*parts: str) -> Html:
    """Return parts behind each other, those escaped that are no HTML."""
    return Html("".join(part if isinstance(part, Html) else escape(part) for part in parts))


def note(*inside: str, wrong: bool = False) -> Html:
    """Return a sentence that screen readers tell: at once where something is wrong."""
    kind, role = (" animagine-wrong", "alert") if wrong else ("", "status")
    return element("p", *inside, class_=f"animagine-note{kind}", role=role)


def drawer_head(label: str, inside: str, is_open: bool, can_be_pinned: bool) -> Html:
    """Return the button that opens and closes a drawer, and the one that pins it.

    Args:
        label: what is in it.
        inside: id of what is shown while it is open.
        is_open: whether it is at first.
        can_be_pinned: whether it can stand beside everything else.
    """
    title = element(
        "button",
        label,
        type="button",
        class_="animagine-drawer-button",
        aria_expanded="true" if is_open else "false",
        aria_controls=inside,
    )
    heading = element("h2", title, class_="animagine-drawer-title")
    pin = element(
        "button", "Pin at the side", type="button", class_="animagine-pin", aria_pressed="false"
    )
    return element("div", heading, *[pin] * can_be_pinned, class_="animagine-drawer-head")


def _attribute(key: str, value: str | bool) -> str:
    if value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(value)}"'
