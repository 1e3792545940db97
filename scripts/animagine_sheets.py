"""The host's entry to the sheets: shows the script class to the loader and adds the X/Y/Z axes.

The host executes this file again at every "Reload UI", the package only once.
"""

from sd_animagine.webui.axes import add_axes
from sd_animagine.webui.sheets.script import AnimagineSheetsScript

__all__ = ["AnimagineSheetsScript"]

add_axes()
