"""What is said to people: sentences that keep their template, so that they can be translated."""

from sd_animagine.words.message import (
    Line,
    Message,
    in_line,
    joined,
    number_of,
    quoted,
    said_by,
    short,
)

__all__ = ["Line", "Message", "in_line", "joined", "number_of", "quoted", "said_by", "short"]
