"""A stand-in for the host: its loader, its script runner and its walk through a request.

Written after the measured contract of AUTOMATIC1111 1.10.1 and Forge: which files are executed and
how, which lists a hook finds, when ``init`` is called, how an infotext is put together. What the
real hosts do is checked by ``tests/host``; this one makes the adapter testable in milliseconds.
"""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import json
import re
import sys
import threading
import traceback
import warnings
from collections.abc import Callable, Iterator
from inspect import Parameter, Signature
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the hosts' pinned releases warn of their own libraries
    import gradio as gr

from tests import gradio_pages
from tests.webui import host_images
from tests.webui.families import FAMILIES, Family

if TYPE_CHECKING:
    from sd_animagine.webui.host import protocols

CHECKPOINT = "animagine-xl-4.0-opt.safetensors"


class Script:
    """Base class of the host's scripts."""

    name: str | None = None
    args_from = 0
    args_to = 0
    infotext_fields: list[Any] | None = None

    def title(self) -> str:
        raise NotImplementedError


AlwaysVisible = object()


class OptionInfo:
    """One entry of the settings page."""

    restrict_api = False

    def __init__(self, default: Any, label: str, component: Any, arguments: Any, section: Any):
        self.default, self.label, self.section, self.note = default, label, section, ""

    def info(self, text: str) -> OptionInfo:
        self.note = f"({text})"
        return self


class Options(SimpleNamespace):
    """``shared.opts``: attributes, and the page's entries."""

    @property
    def data(self) -> dict[str, Any]:
        """What is saved, by name."""
        return self.__dict__

    def add_option(self, name: str, info: OptionInfo) -> None:
        self.__dict__.setdefault("entries", {})[name] = info
        if not hasattr(self, name):
            setattr(self, name, info.default)


class State(SimpleNamespace):
    """``shared.state``."""

    textinfo: str | None

    def __init__(self, ways_to_stop: tuple[str, ...]) -> None:
        super().__init__(skipped=False, **dict.fromkeys(ways_to_stop, False))
        self.job, self.job_count, self.textinfo = "", -1, None

    def interrupt(self) -> None:
        self.interrupted = True


class Host:
    """One running host with one extension folder, or several."""

    def __init__(self, *extensions: Path, family: Family = FAMILIES["a1111-1.10"]) -> None:
        self.extensions = extensions
        self.family = family
        self.callbacks: list[tuple[str, Callable[..., Any]]] = []
        self.errors: list[str] = []
        self.bindings: list[Any] = []
        self.opts = Options(
            sd_model_checkpoint=CHECKPOINT,
            enable_prompt_comments=True,
            enable_pnginfo=False,  # else there is a history; a test of it gives it a folder
        )
        self.saved = Path("outputs")
        """Where its pictures would be."""
        self.state = State(family.ways_to_stop)
        self.sampling: Callable[[Processing], None] = lambda _p: None
        """What happens while a batch is sampled."""
        self.scripts: dict[str, list[Script]] = {"txt2img": [], "img2img": []}
        self.modules = self._modules()

    def _modules(self) -> dict[str, ModuleType]:
        made = {name: ModuleType(name) for name in ("modules", *(f"modules.{n}" for n in _NAMES))}
        for name in _NAMES:
            setattr(made["modules"], name, made[f"modules.{name}"])
        made["modules.scripts"].__dict__.update(
            Script=Script, AlwaysVisible=AlwaysVisible, scripts_data=[]
        )
        made["modules.scripts"].__dict__["ScriptRunner"] = self._caller("ScriptRunner")
        made["modules.images"].__dict__.update(host_images.members())
        made["modules.image.grid"].__dict__.update(host_images.members())
        made["modules.errors"].report = lambda text, **_: self.errors.append(text)  # type: ignore[attr-defined]
        made["modules.progress"].__dict__["restore_progress"] = lambda _task: ()
        made["modules.processing"].__dict__.update(
            process_images=self.process_images,
            fix_seed=_fix_seed,
            Processed=Processed,
            StableDiffusionProcessing=self._caller("StableDiffusionProcessing"),
            create_infotext=_infotext_of(self.family),
        )
        if self.family.size_step:
            self.opts.res_step = self.family.size_step
            made["modules.processing"].__dict__["sRound"] = self.hires_side
        made["modules.shared"].__dict__.update(
            opts=self.opts,
            cmd_opts=SimpleNamespace(),
            OptionInfo=OptionInfo,
            sd_model=None,
            state=self.state,
            total_tqdm=SimpleNamespace(updateTotal=lambda _total: None, clear=lambda: None),
        )
        made["modules.sd_models"].__dict__.update(checkpoint_aliases={}, checkpoints_list={})
        made["modules.sd_hijack"].__dict__.update(model_hijack=SimpleNamespace())
        made["modules.paths_internal"].__dict__["data_path"] = "data"
        samplers = [SimpleNamespace(name=name) for name in ("DPM++ 2M", "Euler a")]
        made["modules.sd_samplers"].__dict__.update(
            samplers=samplers, visible_samplers=lambda: samplers
        )
        for name in ("infotext_utils", "generation_parameters_copypaste"):
            made[f"modules.{name}"].__dict__.update(
                ParamBinding=SimpleNamespace, register_paste_params_button=self.bindings.append
            )
        calls = made["modules.script_callbacks"]
        kinds = ("ui_settings", "app_started", "before_ui", "ui_tabs", "model_loaded")
        for kind in kinds:
            setattr(calls, f"on_{kind}", functools.partial(self._add_callback, kind))
        calls.__dict__.update(
            callback_map={f"callbacks_{kind}": kind for kind in kinds},
            add_callback=self._add_callback,
            remove_callbacks_for_function=self._forget,
        )
        _take_away(made, self.family)
        if self.family.main_thread is not None:
            thread = made["modules_forge.main_thread"] = ModuleType("modules_forge.main_thread")
            thread.__dict__.update(dict.fromkeys(self.family.main_thread))
            thread.__dict__["run_and_wait_result"] = self.on_main_thread
            made["modules_forge"] = ModuleType("modules_forge")
            made["modules_forge"].__dict__["main_thread"] = thread
        return made

    def on_main_thread(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """What Forge and its kin draw for the page on: answers None where that failed."""
        thread = self.modules["modules_forge.main_thread"]
        try:
            return function(*arguments)
        except Exception as error:
            if "last_exception" in vars(thread):
                vars(thread)["last_exception"] = error
            return None

    def pressed(self, draws: Callable[..., Any], *arguments: Any) -> tuple[list[Any], str]:
        """What the page shows after a press of *Generate*: pictures, and the text below them."""
        thread = self.modules.get("modules_forge.main_thread")
        try:
            answer = self.on_main_thread(draws, *arguments) if thread else draws(*arguments)
            return list(getattr(answer, "images", answer)), "\n".join(arguments[0].comments)
        except Exception as error:
            told = getattr(thread, "last_exception", None) or error
            return [], f"{type(told).__name__}: {told}"

    def _caller(self, name: str) -> type:
        """A class of the host that has the functions by which it calls hooks."""
        return type(name, (), dict.fromkeys(self.family.hooks))

    def first_side(self, side: int) -> int:
        """A side of a request, as a family with such a step takes it before any hook."""
        step = self.family.size_step
        return max(step, -(-side // step) * step)

    def hires_side(self, side: float) -> int:
        """A side of a hires target, as the family makes a whole number of it."""
        step = self.family.size_step
        return int(side / step + 0.5) * step if step else int(side)

    def drawn_side(self, side: float) -> int:
        """A side of the picture that is drawn for that target: whole latent pixels."""
        return self.hires_side(side) // 8 * 8

    def _add_callback(self, kind: str, function: Callable[..., Any], **_named: Any) -> None:
        self.callbacks.append((kind, function))

    def _forget(self, function: Callable[..., Any]) -> None:
        self.callbacks[:] = [(k, f) for k, f in self.callbacks if f is not function]

    def load(self) -> None:
        """What happens at the start and at every "Reload UI": the package stays in memory."""
        self.callbacks.clear()
        self.plot = xyz_plot(self.family)
        data = [SimpleNamespace(path="/webui/scripts/xyz_grid.py", module=self.plot)]
        if self.family.comments:
            comments = ModuleType("comments.py")
            comments.__dict__["strip_comments"] = self.family.strip_comments
            data.append(SimpleNamespace(path="/webui/modules/comments.py", module=comments))
        self.modules["modules.scripts"].scripts_data[:] = data
        found = [c for folder in self.extensions for c in self._script_classes(folder)]
        for tab in self.scripts:
            self.scripts[tab] = [cls() for cls in found]
        self.call("ui_settings")
        with gradio_pages.page():
            for tab, scripts in self.scripts.items():
                inputs = 0
                for script in scripts:
                    controls = script.ui(tab == "img2img")  # type: ignore[attr-defined]
                    script.name = script.title().lower()
                    script.args_from, script.args_to = inputs, inputs + len(controls)
                    script.controls = controls  # type: ignore[attr-defined]
                    inputs += len(controls)
        self.modules["modules.scripts"].__dict__["scripts_txt2img"] = SimpleNamespace(
            alwayson_scripts=self.scripts["txt2img"],
            inputs=[c for s in self.scripts["txt2img"] for c in s.controls],  # type: ignore[attr-defined]
        )

    def _script_classes(self, extension: Path) -> Iterator[type[Script]]:
        for path in sorted((extension / "scripts").glob("*.py")):
            module = self._execute(path, push=str(extension))
            for found in _classes(module):
                data = SimpleNamespace(script_class=found, path=str(path), module=module)
                self.modules["modules.scripts"].scripts_data.append(data)
                yield found

    def _execute(self, path: Path, push: str | None) -> ModuleType:
        """As the host does it: the module is not put into ``sys.modules``."""
        spec = importlib.util.spec_from_file_location(path.name, path)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        before = list(sys.path)
        if push is not None:
            sys.path.insert(0, push)
        try:
            spec.loader.exec_module(module)
        finally:
            sys.path[:] = before
        return module

    def reload_bodies(self) -> None:
        """ "Reload custom script bodies": each file alone, the LAST class of it for its scripts."""
        for extension in self.extensions:
            for path in sorted((extension / "scripts").glob("*.py")):
                classes = _classes(self._execute(path, push=None))
                for tab, scripts in self.scripts.items():
                    for n, script in enumerate(scripts):
                        if type(script).__name__ in [c.__name__ for c in classes]:
                            self.scripts[tab][n] = _heir(classes[-1](), script)

    def call(self, kind: str, *arguments: Any) -> None:
        for registered, function in list(self.callbacks):
            if registered == kind:
                function(*arguments)

    def tabs(self) -> list[tuple[Any, str, str]]:
        """The tabs of extensions, before the host renders them into its page."""
        return [tab for kind, function in self.callbacks if kind == "ui_tabs" for tab in function()]

    def hook(self, p: Processing, name: str, *arguments: Any, **named: Any) -> None:
        """A hook of every script; exceptions are swallowed, as in the host."""
        if name not in (*self.family.hooks, "before_process"):
            return
        for script in self.always_on(p):
            method = getattr(script, name, None)
            if method is None:
                continue
            try:
                values = p.script_args[script.args_from : script.args_to]
                method(p, *arguments, *values, **named)
            except Exception:
                self.errors.append(traceback.format_exc())

    def always_on(self, p: Processing) -> list[Script]:
        scripts = self.scripts["img2img" if hasattr(p, "init_images") else "txt2img"]
        shown = ((s, s.show(False)) for s in scripts if hasattr(s, "show"))
        chosen = [s for s, how in shown if how is not AlwaysVisible]
        return [s for s in scripts if s not in chosen]

    def run(self, p: Processing, title: str, *arguments: object) -> Any:
        """A script of the dropdown is run in place of the request."""
        p.scripts = SimpleNamespace(alwayson_scripts=self.always_on(p))
        tab = "img2img" if hasattr(p, "init_images") else "txt2img"
        p.script_args = p.script_args or self.defaults(tab)
        found = next(s for s in self.scripts[tab] if s.name == title)
        return found.run(p, *arguments)  # type: ignore[attr-defined]

    def defaults(self, tab: str = "txt2img") -> list[Any]:
        return [c.value for s in self.scripts[tab] for c in s.controls]  # type: ignore[attr-defined]

    def script(self, tab: str = "txt2img") -> Any:
        return next(s for s in self.scripts[tab] if s.name == "animagine")

    def draw(self, p: Processing) -> list[Picture]:
        """``process_images``: what the sampler sees, and the infotext of each picture."""
        if self.family.size_step:
            p.width, p.height = map(self.first_side, (p.width, p.height))
        p.scripts = SimpleNamespace(alwayson_scripts=self.always_on(p))
        if not p.script_args:
            p.script_args = self.defaults("img2img" if hasattr(p, "init_images") else "txt2img")
        self.hook(p, "before_process")
        p.setup_prompts(self.opts)
        if not self.family.has_main_prompt:
            del p.main_prompt, p.main_negative_prompt
        p.comments = {}
        self.hook(p, "process")
        p.init(p.all_prompts, [], [])
        pictures: list[Picture] = []
        for n in range(-(-len(p.all_prompts) // p.batch_size) if p.n_iter else 0):
            p.iteration = n
            at = slice(n * p.batch_size, (n + 1) * p.batch_size)
            p.prompts = p.all_prompts[at]
            p.negative_prompts = p.all_negative_prompts[at]
            p.hr_prompts = (p.all_hr_prompts or [])[at] if p.enable_hr else []
            self.hook(p, "process_batch", batch_number=n, prompts=p.prompts, seeds=[], subseeds=[])
            if "setup_conds" in self.family.hooks:
                p.setup_conds()
            self.sampling(p)
            self.hook(p, "post_sample", None)
            for i, (prompt, negative) in enumerate(zip(p.prompts, p.negative_prompts, strict=True)):
                hires = p.hr_prompts[i] if p.hr_prompts else None
                text = infotext(p, p.prompts, i, iteration=n, calls=self.family.calls_values)
                pictures.append(Picture(prompt, negative, hires, p.width, p.height, text))
            if any(getattr(self.state, name) for name in self.family.ways_to_stop):
                break
        self.hook(p, "postprocess", self.processed(p, pictures))
        null = (lambda _value: None) if self.family.writes_any_value else None
        json.dumps(p.extra_generation_params, default=null)  # what the API answers
        return pictures

    def processed(self, p: Processing, pictures: list[Picture]) -> Processed:
        """What came of a request, for those who look at it when all is drawn."""
        images = []
        for each in pictures if self.opts.enable_pnginfo else ():
            images.append(host_images.picture(each.width, each.height))
            images[-1].info["parameters"] = each.infotext
            images[-1].already_saved_as = str(self.saved / f"{len(images)}.png")
        return Processed(p, images, infotexts=[each.infotext for each in pictures])

    def process_images(self, p: Processing) -> Processed:
        """As a script of the dropdown calls it."""
        self.state.skipped = False
        pictures = self.draw(p)
        p.all_seeds = [p.seed + n for n in range(len(p.all_prompts))]
        p.all_subseeds = list(p.all_seeds)
        images = [host_images.picture(x.width, x.height) for x in pictures]
        return Processed(p, images, infotexts=[x.infotext for x in pictures])


_NAMES = (
    *("scripts", "shared", "script_callbacks", "sd_hijack", "sd_models", "sd_samplers"),
    *("call_queue", "infotext_utils", "paths_internal", "processing", "progress"),
    *("images", "errors", "generation_parameters_copypaste", "image", "image.grid"),
)
_ELSEWHERE = {"generation_parameters_copypaste", "image", "image.grid"}
"""Modules that not every family has and AUTOMATIC1111 1.10 is taken to lack."""


class Processed:
    """What came of a request."""

    def __init__(
        self,
        p: Processing,
        images_list: list[Any],
        seed: int = -1,
        info: str = "",
        index_of_first_image: int = 0,
        infotexts: list[str] | None = None,
        **values: Any,
    ) -> None:
        self.images, self.seed, self.info = images_list, seed, info
        self.index_of_first_image = index_of_first_image
        self.infotexts = infotexts or [info] * len(images_list)
        self.comments = list(p.comments)
        self.__dict__.update(values)


def _fix_seed(p: Processing) -> None:
    p.seed = 42 if p.seed == -1 else p.seed


def _infotext_of(family: Family) -> Callable[..., str]:
    """``create_infotext`` of a family, for a grid."""
    if not family.has_main_prompt:
        return _infotext_without_main_prompt
    return _grid_infotext if family.calls_values else _plain_infotext


def _grid_infotext(p: Processing, *_: Any, use_main_prompt: bool = False, **__: Any) -> str:
    assert callable(p.extra_generation_params.get)  # named here as in the hosts since 1.9
    return _plain_infotext(p, use_main_prompt=use_main_prompt)


def _plain_infotext(p: Processing, *_: Any, use_main_prompt: bool = False, **__: Any) -> str:
    assert use_main_prompt
    p.negative_prompts = [p.main_negative_prompt or ""]
    return infotext(p, [p.main_prompt], 0, iteration=0)


def _infotext_without_main_prompt(
    p: Processing,
    all_prompts: list[str],
    all_seeds: list[int],
    all_subseeds: list[int],
    all_negative_prompts: list[str],
) -> str:
    p.negative_prompts = all_negative_prompts
    return infotext(p, all_prompts, 0, iteration=0, calls=False)


def _take_away(made: dict[str, ModuleType], family: Family) -> None:
    """Leave out what the family lacks, and what only others have."""
    for name in family.lacks:
        module, _, member = name.partition(".")
        if member:
            made[f"modules.{module}"].__dict__.pop(member)
    gone = {name for name in family.lacks if "." not in name}
    for name in gone | (_ELSEWHERE - {*family.has}):
        del made[f"modules.{name}"]
        delattr(made["modules"], name)


class AxisOption:
    """An axis of the plot."""

    takes: tuple[str, ...] = ()

    def __init__(self, label: str, type: Any, apply: Any, **named: Any) -> None:
        unknown = {*named} - {*self.takes}
        if unknown:
            raise TypeError(f"an axis takes no {', '.join(sorted(unknown))}")
        self.label, self.type, self.apply = label, type, apply
        self.__dict__.update(named)


def xyz_plot(family: Family) -> ModuleType:
    """The module of the host's X/Y/Z plot, as far as an extension sees it."""
    taken = ("label", "type", "apply", *family.takes_of_axis)
    signature = Signature([Parameter(name, Parameter.POSITIONAL_OR_KEYWORD) for name in taken])
    facts = {"takes": family.takes_of_axis, "__signature__": signature}
    axis = type("AxisOption", (AxisOption,), facts)
    plot = ModuleType("xyz_grid.py")
    plot.__dict__.update(AxisOption=axis, axis_options=[axis("Nothing", str, None)])
    return plot


def _classes(module: ModuleType) -> list[type[Script]]:
    values = vars(module).values()
    return [v for v in values if isinstance(v, type) and issubclass(v, Script)]


def _heir(new: Script, old: Script) -> Script:
    new.name, new.args_from, new.args_to = old.name, old.args_from, old.args_to
    new.controls = old.controls  # type: ignore[attr-defined]
    return new


class Picture(SimpleNamespace):
    """What one picture was drawn from."""

    def __init__(
        self, prompt: str, negative: str, hires: str | None, width: int, height: int, text: str
    ) -> None:
        super().__init__(
            prompt=prompt, negative=negative, hires=hires, width=width, height=height, infotext=text
        )

    def field(self, key: str) -> str | None:
        """A value of the infotext's last line, as the host reads it back."""
        return read_infotext(self.infotext).get(key)


class Processing:
    """The host's ``p``: one request."""

    scripts: Any
    prompts: list[str]
    negative_prompts: list[str]
    hr_prompts: list[str]
    all_prompts: list[str]
    all_negative_prompts: list[str]
    all_seeds: list[int]
    all_subseeds: list[int]
    main_prompt: str
    main_negative_prompt: str | None

    def __init__(self, prompt: Any = "", negative_prompt: Any = "", **values: Any) -> None:
        self.prompt, self.negative_prompt = prompt, negative_prompt
        self.hr_prompt = self.hr_negative_prompt = ""
        self.styles: list[tuple[str, str]] = []
        self.width, self.height, self.steps, self.cfg_scale = 512, 768, 28, 5.0
        self.sampler_name, self.scheduler = "Euler a", "Automatic"
        self.n_iter = self.batch_size = 1
        self.seed = self.subseed = 7
        self.do_not_save_grid = True
        self.outpath_grids = ""
        self.enable_hr, self.hr_scale, self.hr_resize_x, self.hr_resize_y = False, 2.0, 0, 0
        self.override_settings: dict[str, Any] = {}
        self.script_args: list[Any] = []
        self.extra_generation_params: dict[str, Any] = {}
        self.comments: dict[str, int] = {}
        self.all_hr_prompts: list[str] | None = None
        self.all_hr_negative_prompts: list[str] | None = None
        self.firstpass_image = None
        self.iteration = 0
        self.drawn_size = (0, 0)
        self.__dict__.update(values)

    def setup_prompts(self, _opts: Any = None) -> None:
        many = self.batch_size * self.n_iter
        self.all_prompts = self._all(self.prompt, many, 0)
        self.all_negative_prompts = self._all(self.negative_prompt, len(self.all_prompts), 1)
        self.main_prompt, self.main_negative_prompt = (
            self.all_prompts[0],
            self.all_negative_prompts[0],
        )
        if self.enable_hr:
            self.hr_prompt = self.hr_prompt or self.prompt
            self.hr_negative_prompt = self.hr_negative_prompt or self.negative_prompt
            self.all_hr_prompts = self._all(self.hr_prompt, many, 0)
            self.all_hr_negative_prompts = self._all(self.hr_negative_prompt, many, 1)

    def _all(self, text: Any, many: int, side: int) -> list[str]:
        texts = text if isinstance(text, list) else [text] * many
        for style in self.styles:
            texts = [_with_style(each, style[side]) for each in texts]
        return texts

    def init(self, *_: Any) -> None:
        """The latent's size is fixed here."""
        self.drawn_size = (self.width, self.height)

    def setup_conds(self) -> None:
        """The text encoders run here."""

    def comment(self, text: str) -> None:
        self.comments[text] = 1


def _with_style(text: str, style: str) -> str:
    if "{prompt}" in style:
        return style.replace("{prompt}", text)
    return ", ".join(filter(None, (text, style)))


def infotext(
    p: Processing, all_prompts: list[str], index: int, iteration: int, *, calls: bool = True
) -> str:
    """``create_infotext`` of the host, with the keys that matter here."""
    use_main_prompt, prompt_text = False, all_prompts[index]
    params = {"Steps": p.steps, "Sampler": p.sampler_name, "Size": f"{p.width}x{p.height}"}
    params.update(_second_texts(p, prompt_text, index))
    params.update(p.extra_generation_params)
    found = {}
    for key, value in params.items():
        found[key] = value(**locals()) if calls and callable(value) else value
    written = (f"{k}: {_quote(v)}" for k, v in found.items() if v is not None)
    return f"{prompt_text}\nNegative prompt: {p.negative_prompts[index]}\n{', '.join(written)}"


def _second_texts(p: Processing, prompt: str, index: int) -> dict[str, str]:
    """The texts of the hires pass, where they are others than those of the first."""
    if not p.enable_hr:
        return {}
    negative = p.negative_prompts[index]
    first = {"Hires prompt": prompt, "Hires negative prompt": negative}
    texts = p.hr_prompts[index], (p.all_hr_negative_prompts or [negative])[index]
    second = dict(zip(first, texts, strict=True))
    return {name: second[name] for name in first if second[name] != first[name]}


def _quote(value: Any) -> str:
    text = str(value)
    return json.dumps(text, ensure_ascii=False) if set(",:\n") & set(text) else text


def _unquote(text: str) -> str:
    if not (text[0] == text[-1] == '"'):
        return text
    try:
        return str(json.loads(text))
    except ValueError:
        return text


def read_infotext(text: str) -> dict[str, str]:
    """``parse_generation_parameters``: the fields of the last line."""
    pattern = r'\s*(\w[\w \-/]+):\s*("(?:\\.|[^\\"])+"|[^,]*)(?:,|$)'
    found = re.findall(pattern, text.split("\n")[-1])
    fields = {key: _unquote(value) for key, value in found if value}  # it cannot read an empty one
    prompt, _, rest = text.partition("\nNegative prompt: ")
    return {"Prompt": prompt, "Negative prompt": rest.rpartition("\n")[0], **fields}


@contextlib.contextmanager
def running(*extensions: Path, family: Family = FAMILIES["a1111-1.10"]) -> Iterator[Host]:
    """A started host; afterwards nothing of it or of the extensions' packages is left over."""
    host = Host(*extensions, family=family)
    before = dict(sys.modules)
    _drop_adapter()
    sys.modules.update(host.modules)
    try:
        with _forge_shims():
            host.load()
            yield host
    finally:
        settle()
        for name in set(sys.modules) - set(before):
            if name.startswith(("modules", "scripts")):
                del sys.modules[name]
        _drop_adapter()


def settle() -> None:
    """Wait for what the extension does beside the host."""
    for thread in threading.enumerate():
        if thread.name.startswith("animagine-"):
            thread.join()


@contextlib.contextmanager
def _forge_shims() -> Iterator[None]:
    """Forge lets components of gradio 4 take ``_js=`` for their events, as gradio 3 does."""
    originals = {}
    if gr.__version__.startswith("4"):
        for name in _SHIMMED:
            component = getattr(gr, name)
            originals[component] = component.__init__
            component.__init__ = _with_js_events(component.__init__)
    try:
        yield
    finally:
        for component, original in originals.items():
            component.__init__ = original


_SHIMMED = (
    *("Button", "Checkbox", "CheckboxGroup", "Dropdown", "HTML", "Radio", "Slider", "Textbox"),
)


def _with_js_events(original: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(original)
    def init(self: Any, *arguments: Any, **named: Any) -> None:
        original(self, *arguments, **named)
        for event in self.EVENTS:
            setattr(self, str(event), _taking_js(getattr(self, str(event))))

    return init


def _taking_js(event: Callable[..., Any]) -> Callable[..., Any]:
    def call(*arguments: Any, _js: str | None = None, **named: Any) -> Any:
        return event(*arguments, **named, **({"js": _js} if _js else {}))

    return call


def _drop_adapter() -> None:
    for name in [name for name in sys.modules if name.startswith("sd_animagine.webui")]:
        del sys.modules[name]


if TYPE_CHECKING:  # mypy holds the fakes to what the adapter takes a host's objects for

    def _held(
        option: OptionInfo,
        opts: Options,
        state: State,
        axis: AxisOption,
        p: Processing,
        done: Processed,
        script: Script,
    ) -> None:
        _option: protocols.Option = option
        _opts: protocols.Opts = opts
        _state: protocols.State = state
        _axis: protocols.Axis = axis
        _p: protocols.Processing = p
        _done: protocols.Processed = done
        _script: protocols.AlwaysOn = script
