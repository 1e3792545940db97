"""The host's entry: shows the script class to the loader and registers the callbacks.

The host executes this file again at every "Reload UI", the package only once.
"""

from sd_animagine.webui.callbacks import register
from sd_animagine.webui.script import AnimagineScript

__all__ = ["AnimagineScript"]

register()
