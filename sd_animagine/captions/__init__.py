"""Captions of training pictures: put in trained order, checked and counted; knows no files."""

from sd_animagine.captions.options import CaptionOptions
from sd_animagine.captions.reader import CaptionReader, Checked
from sd_animagine.captions.tags import Tag

__all__ = ["CaptionOptions", "CaptionReader", "Checked", "Tag"]
