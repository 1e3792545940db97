"""What we touch of a host's objects, and nothing else of them.

The fakes of the tests are held to these, and the hosts' sources by ``tools/host_names.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableSequence, Sequence
from typing import Any, Protocol


class Option(Protocol):
    """An entry of the settings page, ``shared.OptionInfo``."""

    restrict_api: bool

    def info(self, text: str) -> Option:
        """Put a note behind the label."""


class Opts(Protocol):
    """The settings, ``shared.opts``; what they hold is asked for by name."""

    @property
    def data(self) -> dict[str, Any]:
        """What is saved, by name."""

    def add_option(self, key: str, info: Any) -> None:
        """Put an entry on the settings page."""


class State(Protocol):
    """What the host is doing, ``shared.state``."""

    interrupted: bool
    skipped: bool
    job: str
    job_count: int
    textinfo: str | None

    def interrupt(self) -> None:
        """Stop what is being drawn."""


class Bar(Protocol):
    """The bar over all steps in the terminal, ``shared.total_tqdm``."""

    def updateTotal(self, new_total: int) -> None:
        """Say how many steps there are."""

    def clear(self) -> None:
        """Take the bar away."""


class AlwaysOn(Protocol):
    """A script that acts on every request."""

    name: str | None
    args_from: int
    args_to: int

    def title(self) -> str:
        """Its name in the page."""


class Runner(Protocol):
    """The scripts of a tab."""

    alwayson_scripts: Sequence[AlwaysOn]
    inputs: Sequence[Any]


class ScriptData(Protocol):
    """A script file that the host has executed, one of ``scripts.scripts_data``."""

    path: str
    module: Any


class Axis(Protocol):
    """One axis of the X/Y/Z plot."""

    label: str


class Plot(Protocol):
    """The module of the X/Y/Z plot."""

    AxisOption: Callable[..., Axis]
    axis_options: MutableSequence[Axis]


class CheckpointInfo(Protocol):
    """A checkpoint that the host has found."""

    name: str
    filename: str
    sha256: str | None


class Embeddings(Protocol):
    """The textual inversions that are loaded, and those that fit no loaded model."""

    word_embeddings: Mapping[str, Any]
    skipped_embeddings: Mapping[str, Any]


class Network(Protocol):
    """A LoRA's file, as the host's own extension lists it."""

    filename: str


class Processed(Protocol):
    """What came of a request."""

    images: list[Any]
    infotexts: list[str]
    index_of_first_image: int
    info: str
    comments: Any


class Processing(Protocol):
    """One request, ``p``: what every host has of it. The rest is asked for by name."""

    prompt: Any
    negative_prompt: Any
    width: int
    height: int
    steps: int
    cfg_scale: float
    sampler_name: str
    seed: Any
    n_iter: int
    batch_size: int
    prompts: list[str]
    all_prompts: list[str]
    all_negative_prompts: list[str]
    all_seeds: list[int]
    all_subseeds: list[int]
    main_prompt: str
    """This and the next are not there in SD.Next."""
    main_negative_prompt: str | None
    comments: Any
    do_not_save_grid: bool
    outpath_grids: Any
    extra_generation_params: dict[str, Any]

    @property
    def script_args(self) -> Sequence[Any]:
        """The arguments of all scripts."""

    def init(self, all_prompts: Any, all_seeds: Any, all_subseeds: Any) -> Any:
        """Called when ``process`` of all scripts is done, unguarded."""

    def setup_conds(self) -> Any:
        """Called when a batch is to be encoded, by every host but SD.Next."""
