"""What differs from host to host and from release to release, without a request."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Any

from sd_animagine.values import whole
from sd_animagine.webui.host import folders, scripts, settings

if TYPE_CHECKING:
    from sd_animagine.syntax import Dialect
    from sd_animagine.tokens import Encoder


def dialect() -> Dialect:
    """Return what this host cuts out of prompts as comments, told by its own function.

    It differs from release to release, and some forks changed it twice; so it is tried on a text
    that each dialect cuts differently. Without that function nothing is cut, as before 1.8.
    """
    from sd_animagine.syntax import NONE, WEBUI_DIALECTS

    strip = _comment_function()
    if strip is None or not settings.host_option("enable_prompt_comments", True):
        return NONE
    left = "".join(str(strip(_COMMENTED)).split())
    return next(
        (d for d in WEBUI_DIALECTS.values() if "".join(d.cut(_COMMENTED).split()) == left), NONE
    )


_COMMENTED = "a # b\nc // d\ne /* f */ g\n/* h\ni */\nj"
"""Every kind of comment that a host knows."""


def _comment_function() -> Any:
    """The host's own function that takes comments out, None where it has none."""
    module = sys.modules.get("modules.processing_scripts.comments")
    files = [module] if module is not None else []
    files += [data.module for data in scripts.files()]
    found = (getattr(file, "strip_comments", None) for file in files)
    return next(filter(None, found), None)


def host() -> tuple[str, str]:
    """Which host this is, and its version, empty where it tells none.

    ``a1111``, ``forge``, ``neo``, ``classic`` or ``reforge``; all but the first call themselves by
    a version of Forge, those of reForge begin with 1.
    """
    forge = sys.modules.get("modules_forge.forge_version")
    said = str(getattr(forge, "version", ""))
    kind = "a1111" if forge is None else "reforge" if said.startswith("1.") else "forge"
    kind = said if said in ("neo", "classic") else kind
    tag = getattr(sys.modules.get("modules.launch_utils"), "git_tag", None)
    return kind, str(tag()) if tag is not None else ""


def encoder() -> Encoder:
    """How this host counts: its own limit for moving a tag over, and the embeddings it has loaded.

    The encoding itself is the same in both hosts, and the one that we bundle.
    """
    from sd_animagine.tokens import BACKTRACK, Encoder

    engine = getattr(settings.loaded_model(), "text_processing_engine_l", None)
    database = folders.embeddings_of_hijack() or getattr(engine, "embeddings", None)
    loaded = getattr(database, "word_embeddings", None) or {}
    sizes = ((name, int(getattr(each, "vectors", 0) or 1)) for name, each in loaded.items())
    backtrack = whole(settings.host_option("comma_padding_backtrack", BACKTRACK))
    return Encoder(BACKTRACK if backtrack is None else backtrack, tuple(sorted(sizes)))


def sampler_names() -> list[str]:
    """The samplers that the page offers."""
    from modules import sd_samplers

    visible = getattr(sd_samplers, "visible_samplers", None)  # since AUTOMATIC1111 1.9
    if visible is not None:
        return [sampler.name for sampler in visible()]
    hidden = settings.host_option("hide_samplers", ())
    return [sampler.name for sampler in sd_samplers.samplers if sampler.name not in hidden]


def loses_errors() -> bool:
    """Return whether nobody is told what is raised here.

    reForge and Forge Classic draw for their page on the main thread, as Forge does, and keep no
    exception for it: the page says that ``NoneType`` is not iterable.
    """
    main_thread = sys.modules.get("modules_forge.main_thread")
    if main_thread is None or hasattr(main_thread, "last_exception"):
        return False
    return threading.current_thread() is threading.main_thread()
