"""The host's entry to the sheets: shows the script class to the loader and adds the X/Y/Z axes.

The host executes this file again at every "Reload UI". Where it cannot be loaded, there are no
sheets; the log says so in one sentence, all else works. Beside another copy of the extension it
does nothing, and animagine.py says so.
"""

import sys

try:
    from modules import scripts

    others = [d for d in getattr(scripts, "scripts_data", ()) if str(d.path) != __file__]
    if not any("AnimagineSheetsScript" in str(getattr(d, "script_class", "")) for d in others):
        from sd_animagine.webui import callbacks, script  # noqa: F401 - it draws through them
        from sd_animagine.webui.sheets.axes import add_axes
        from sd_animagine.webui.sheets.script import AnimagineSheetsScript

        add_axes()
        __all__ = ["AnimagineSheetsScript"]
except Exception as error:
    cause = f"{type(error).__name__}: {error}"
    print(f"*** Animagine sheets cannot be loaded here ({cause}).", file=sys.stderr)  # noqa: T201
