"""What is said to people: sentences that keep their template, so that they can be translated."""

from sd_animagine.words.message import Message, joined, number_of, said_by, short

__all__ = ["Message", "joined", "number_of", "said_by", "short"]
