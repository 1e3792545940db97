"""The host's entry to the sheets: shows the script class to the loader and adds the X/Y/Z axes.

The host executes this file again at every "Reload UI", the package only once. Where it cannot be
loaded there are no sheets; the host's log says so in one sentence, and everything else works.
"""

import sys

try:
    from sd_animagine.webui import callbacks, script  # noqa: F401 - it draws through them
    from sd_animagine.webui.sheets.axes import add_axes
    from sd_animagine.webui.sheets.script import AnimagineSheetsScript

    add_axes()
    __all__ = ["AnimagineSheetsScript"]
except Exception as error:
    cause = f"{type(error).__name__}: {error}"
    print(f"*** Animagine sheets cannot be loaded here ({cause}).", file=sys.stderr)  # noqa: T201
