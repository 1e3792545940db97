"""Captions of training pictures: put in trained order, checked and counted; knows no files."""

from sd_animagine.captions.options import CaptionOptions
from sd_animagine.captions.page import summary_page
from sd_animagine.captions.reader import CaptionReader, Checked
from sd_animagine.captions.summary import Summary
from sd_animagine.captions.tags import Tag
from sd_animagine.captions.telling import summary_json, summary_text

__all__ = [
    "CaptionOptions",
    "CaptionReader",
    "Checked",
    "Summary",
    "Tag",
    "summary_json",
    "summary_page",
    "summary_text",
]
