"""All that differs from host to host and from release to release; nothing else asks.

``p`` is the host's processing object, one for each request.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from modules import sd_models, shared

from sd_animagine.values import whole

if TYPE_CHECKING:
    from sd_animagine.syntax import Dialect
    from sd_animagine.tokens import Encoder

_EXTENSIONS = Path(__file__).parents[3]
"""Where the host has its extensions, ours among them."""

_OURS = "animagine"
_COUPLE = "forge couple"
_COUPLE_ENABLED, _COUPLE_SEPARATOR = 0, 3
"""Places among the arguments of Forge Couple 2 to 7."""
_EMBEDDING_SUFFIXES = frozenset((".pt", ".bin", ".safetensors", ".png", ".webp", ".jxl", ".avif"))


def host_module(*names: str) -> Any:
    """Return the first of these modules that the host has, None where it has none of them.

    Forge Neo has no ``sd_hijack``; AUTOMATIC1111 before 1.8 calls ``infotext_utils``
    ``generation_parameters_copypaste``.
    """
    for name in names:
        try:
            return import_module(f"modules.{name}")
        except ImportError:
            continue
    return None


def host_option(name: str, default: Any) -> Any:
    """An option of the host's settings page."""
    return getattr(shared.opts, name, default)


def start_flag(name: str) -> Any:
    """A start-up flag of the host; None where it is not given, or the host does not know it."""
    return getattr(shared.cmd_opts, name, None)


def dialect() -> Dialect:
    """Return what this host cuts out of prompts as comments, told by its own function.

    It differs from release to release, and some forks changed it twice; so it is tried on a text
    that each dialect cuts differently. Without that function nothing is cut, as before 1.8.
    """
    from sd_animagine.syntax import DIALECTS, NONE

    strip = _comment_function()
    if strip is None or not host_option("enable_prompt_comments", True):
        return NONE
    left = "".join(str(strip(_COMMENTED)).split())
    return next((d for d in DIALECTS.values() if "".join(d.cut(_COMMENTED).split()) == left), NONE)


_COMMENTED = "a # b\nc // d\ne /* f */ g\n/* h\ni */\nj"
"""Every kind of comment that a host knows."""


def _comment_function() -> Any:
    """The host's own function that takes comments out, None where it has none."""
    module = sys.modules.get("modules.processing_scripts.comments")
    scripts = host_module("scripts")
    files = [module] if module is not None else []
    files += [data.module for data in getattr(scripts, "scripts_data", ())]
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


def calls_infotext_values() -> bool:
    """Return whether the host calls an infotext value for each picture, as it does since 1.9."""
    from modules import processing

    code = getattr(processing.create_infotext, "__code__", None)
    return code is None or "callable" in code.co_names


class Checkpoint(NamedTuple):
    """The checkpoint that a request is drawn with, as far as the host knows it."""

    name: str
    """Its file's name, else what the request calls it."""
    path: Path | None
    sha256: str
    """As the host has it cached; empty where it never hashed the file."""


def checkpoint_of(p: Any) -> Checkpoint:
    """The checkpoint of a request, without waiting for a model: Forge has none loaded at first.

    The request's own choice may be a hash (a pasted ``Model hash``); the host knows its file. It
    passes over a choice that it does not know, and takes its first file where nothing is left.
    """
    override = (getattr(p, "override_settings", None) or {}).get("sd_model_checkpoint")
    chosen = [override, host_option("sd_model_checkpoint", "")]
    known = getattr(sd_models, "checkpoint_aliases", {})
    files = [known[name] for name in chosen if name in known]
    files += getattr(sd_models, "checkpoints_list", {}).values()
    if files:
        info = files[0]
        return Checkpoint(str(info.name), Path(info.filename), str(info.sha256 or ""))
    name = next(filter(None, (*chosen, getattr(p, "sd_model_name", ""))), "")
    return Checkpoint(str(name), None, "")


def embedding_names() -> frozenset[str]:
    """Names of the textual inversions; Forge keeps no list of them outside the loaded model."""
    database = _embeddings_of_hijack()
    if database is not None:
        return frozenset((*database.word_embeddings, *database.skipped_embeddings))
    folder = Path(getattr(shared.cmd_opts, "embeddings_dir", None) or "")
    if not folder.name or not folder.is_dir():
        return frozenset()
    files = folder.rglob("*")
    return frozenset(file.stem for file in files if file.suffix.lower() in _EMBEDDING_SUFFIXES)


def _embeddings_of_hijack() -> Any:
    """The embeddings that AUTOMATIC1111 keeps beside its model; None in every Forge."""
    hijack = getattr(host_module("sd_hijack"), "model_hijack", None)
    return getattr(hijack, "embedding_db", None)


def lora_file(name: str) -> Path | None:
    """The file of a LoRA as the host's own extension lists it, by name or alias."""
    networks = sys.modules.get("networks")
    for table in ("available_network_aliases", "available_networks"):
        entry = (getattr(networks, table, None) or {}).get(name)
        if entry is not None:
            return Path(entry.filename)
    return None


def tagcomplete_list() -> Path | None:
    """The tag list that the tagcomplete extension is set to, if it is installed beside us."""
    chosen = str(host_option("tac_tagFile", "danbooru.csv") or "")
    disabled = host_option("disabled_extensions", ())
    for folder in sorted(_EXTENSIONS.glob("*tagcomplete*")):
        file = folder / "tags" / Path(chosen).name
        if folder.name not in disabled and file.suffix == ".csv" and file.is_file():
            return file
    return None


def encoder() -> Encoder:
    """How this host counts: its own limit for moving a tag over, and the embeddings it has loaded.

    The encoding itself is the same in both hosts, and the one that we bundle.
    """
    from sd_animagine.tokens import BACKTRACK, Encoder

    engine = getattr(getattr(shared, "sd_model", None), "text_processing_engine_l", None)
    database = _embeddings_of_hijack() or getattr(engine, "embeddings", None)
    loaded = getattr(database, "word_embeddings", None) or {}
    sizes = ((name, int(getattr(each, "vectors", 0) or 1)) for name, each in loaded.items())
    backtrack = whole(host_option("comma_padding_backtrack", BACKTRACK))
    return Encoder(BACKTRACK if backtrack is None else backtrack, tuple(sorted(sizes)))


def is_img2img(p: Any) -> bool:
    """Does the request start from a picture?"""
    return hasattr(p, "init_images")


def is_size_fixed(p: Any) -> bool:
    """May width and height not be touched?

    The upscale button draws only the second pass over a picture that is there already; and with
    the old hires behaviour width and height are the target, not the first pass.
    """
    if getattr(p, "txt2img_upscale", False) or getattr(p, "firstpass_image", None) is not None:
        return True
    return has_hires(p) and bool(host_option("use_old_hires_fix_width_height", False))


def has_hires(p: Any) -> bool:
    """Is there a second pass with prompts of its own?"""
    return bool(getattr(p, "enable_hr", False)) and getattr(p, "all_hr_prompts", None) is not None


def is_detail_pass(p: Any) -> bool:
    """Is this ADetailer drawing one detail of a finished picture?"""
    return bool(getattr(p, "_ad_inner", False))


def lines_are_regions(p: Any) -> bool:
    """Is Forge Couple on for this request, with each line of the prompt a region?"""
    runner = getattr(p, "scripts", None)
    for script in getattr(runner, "alwayson_scripts", None) or ():
        if getattr(script, "name", None) == _COUPLE:
            values = (p.script_args or ())[script.args_from : script.args_to]
            if len(values) <= _COUPLE_SEPARATOR or not values[_COUPLE_ENABLED]:
                return False
            return not str(values[_COUPLE_SEPARATOR]).replace("\\n", "").strip()
    return False


def own_arguments(p: Any) -> Sequence[object]:
    """The arguments of our always-on script in a request."""
    runner = getattr(p, "scripts", None)
    for script in getattr(runner, "alwayson_scripts", None) or ():
        if getattr(script, "name", None) == _OURS:
            return tuple((p.script_args or ())[script.args_from : script.args_to])
    return ()


def styled_texts(p: Any) -> tuple[str, str]:
    """Prompt and negative prompt as typed, with the chosen styles; of a list its first."""
    first = [text[0] if isinstance(text, list) else text for text in (p.prompt, p.negative_prompt)]
    styles = list(getattr(p, "styles", None) or ())
    known = getattr(shared, "prompt_styles", None)
    if not styles or known is None:
        return str(first[0] or ""), str(first[1] or "")
    return (
        str(known.apply_styles_to_prompt(first[0] or "", styles)),
        str(known.apply_negative_styles_to_prompt(first[1] or "", styles)),
    )


def comments_of(p: Any) -> list[str]:
    """What the page will show under the picture so far."""
    return list(getattr(p, "comments", None) or ())


def add_comment(p: Any, text: str) -> None:
    """Show a line under the picture. Both hosts escape it for HTML themselves."""
    comment = getattr(p, "comment", None)
    if comment is not None:
        comment(text)


def data_folder() -> Path:
    """Where the user's own files live: ``--data-dir``, else the host's folder.

    SD.Next keeps the name in ``paths``.
    """
    homes = (getattr(host_module(name), "data_path", None) for name in ("paths_internal", "paths"))
    return Path(next(filter(None, homes), "."))


def sampler_names() -> list[str]:
    """The samplers that the page offers."""
    from modules import sd_samplers

    visible = getattr(sd_samplers, "visible_samplers", None)  # since AUTOMATIC1111 1.9
    if visible is not None:
        return [sampler.name for sampler in visible()]
    hidden = host_option("hide_samplers", ())
    return [sampler.name for sampler in sd_samplers.samplers if sampler.name not in hidden]


def on_drawing_thread(function: Any, *arguments: Any) -> Any:
    """Call where the host draws: Forge on its main thread, A1111 here.

    Forge answers None where the call failed, and keeps the exception for its own message.
    """
    try:
        from modules_forge import main_thread
    except ImportError:
        return function(*arguments)
    return main_thread.run_and_wait_result(function, *arguments)
