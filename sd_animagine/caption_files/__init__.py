"""Files of captions: found, read, and written anew with nothing else in them touched."""

from sd_animagine.caption_files.finding import Found, find
from sd_animagine.caption_files.one import Asked, Told
from sd_animagine.caption_files.run import run

__all__ = ["Asked", "Found", "Told", "find", "run"]
