"""Draws a sheet: one ordinary request of the host for each cell, then the grid over them.

Everything that can be wrong with the request is told before the first picture. What is done when
somebody stops it, or when a later cell fails, is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import Any, Final

from sd_animagine.compiler import OptionError, Options
from sd_animagine.sheets.cell import Cell
from sd_animagine.sheets.choice import KEY, TITLE, Choice, SheetError, choice_from
from sd_animagine.sheets.plan import Given, Sheet, plan
from sd_animagine.webui.host import drawing, images, requested, settings
from sd_animagine.webui.host.language import spoken
from sd_animagine.webui.host.protocols import Processing
from sd_animagine.webui.limit import allowed_ratings
from sd_animagine.webui.options import settings_page_options
from sd_animagine.webui.request import batches, cells, infotext
from sd_animagine.webui.request.arguments import options_from
from sd_animagine.webui.request.pace import effort_of
from sd_animagine.webui.request.plan import plan_for
from sd_animagine.webui.request.refusal import AnimagineRefused, check
from sd_animagine.webui.sheets.grids import grids_of
from sd_animagine.webui.sheets.pictures import SheetPicture, drawn_of
from sd_animagine.webui.sheets.progress import SheetProgress
from sd_animagine.words import Message, in_line, said_by

_FILE: Final = "animagine_sheet"


def run(p: Processing, arguments: Sequence[object]) -> Any:
    """Draw the sheet that the script's arguments name.

    Args:
        p: the request that the sheet is made of; it is copied for each cell.
        arguments: the script's.

    Returns:
        The host's ``Processed``, grids first; None where the request is none to compare, which is
        the upscale button's.

    Raises:
        AnimagineRefused: something is wrong; nothing was drawn.
    """
    if getattr(p, "txt2img_upscale", False):
        return None
    try:
        choice = choice_from(arguments)
        options = options_from(requested.own_arguments(p), settings_page_options())
        _check(p, choice)
    except (SheetError, OptionError) as error:
        said = in_line((said_by(error), Message("nothing was drawn")))
        raise AnimagineRefused(Message("{who}: {said}", who=TITLE, said=said)) from None
    own = bool(requested.styled_texts(p)[1].strip())
    sheet = plan(choice, Given(allowed_ratings(), own))
    drawing.fix_seed(p)
    return _Drawing(p, choice, options, sheet).run()


def _check(p: Processing, choice: Choice) -> None:
    """See to it that the request can be compared at all."""
    if isinstance(p.prompt, list) or isinstance(p.negative_prompt, list):
        raise SheetError(Message("the prompt is a list; it must be one text"))
    if choice.sheet != "buckets" or not getattr(p, "enable_hr", False):
        return
    for name in ("hr_resize_x", "hr_resize_y"):
        value = getattr(p, name, 0)
        if value:
            raise SheetError(
                Message(
                    "{field} is {value}; for the sheet buckets it must be 0, "
                    "with the scale in hr_scale, or all sizes would end as one",
                    field=name,
                    value=value,
                )
            )


class _Drawing:
    """One sheet being drawn."""

    def __init__(self, p: Processing, choice: Choice, options: Options, sheet: Sheet) -> None:
        self.p = p
        self.choice = choice
        self.options = options
        self.sheet = sheet
        self.drawn: list[SheetPicture] = []
        self.first: Any = None
        """The request of the first cell of which a picture is done."""
        self.comments: dict[str, None] = {}
        self.extra: list[Any] = []
        """What extensions of Forge show besides."""

    def run(self) -> Any:
        """Draw cell by cell, then the grid."""
        requests = [self._request(cell) for cell in self.sheet.cells]
        self._try(requests)
        pictures = max(self.p.n_iter * self.p.batch_size, 1)
        progress = SheetProgress([effort_of(each, pictures) for each in requests], self.p.n_iter)
        try:
            for number, request in enumerate(requests):
                if settings.is_stopped():
                    break
                progress.start(number, self.sheet.cells[number])
                if not self._draw(number, request):
                    break
        finally:
            progress.end()
        return self._processed(pictures)

    def _request(self, cell: Cell) -> Any:
        """A request of its own for a cell; what the host writes into must not be shared."""
        request = copy(self.p)
        for name in ("extra_generation_params", "override_settings", "styles"):
            if getattr(request, name, None) is not None:
                setattr(request, name, copy(getattr(request, name)))
        for name in ("extra_result_images", "latents_after_sampling", "pixels_after_sampling"):
            if hasattr(request, name):
                setattr(request, name, [])
        request.comments = {}
        request.do_not_save_grid = True
        cells.put(request, cell)
        batches.watch(request)
        return request

    def _try(self, requests: Sequence[Any]) -> None:
        """Compile every cell once, before the first is drawn: is anything to be refused?

        Raises:
            AnimagineRefused: so it is; nothing was drawn.
        """
        arguments = requested.own_arguments(self.p)
        for request in map(copy, requests):
            request.setup_prompts()
            plan = plan_for(request, arguments)
            if plan.refusal:
                raise AnimagineRefused(plan.refusal, plan.language)

    def _draw(self, number: int, request: Any) -> bool:
        """One cell; False if no further one is to be tried."""
        try:
            processed = drawing.draw(request)
            check(request)
        except Exception as error:
            if not self.drawn:
                raise
            label = self.sheet.cells[number].label
            drawing.log_failure(f"{TITLE}: {label} could not be drawn")
            self.comments[f"{label}: {type(error).__name__}: {error}"] = None
            return False
        found = drawn_of(request, processed, number)
        if found and self.first is None:
            self.first = request
        self.drawn += found
        self.extra += getattr(processed, "extra_images", ())
        ours = "Animagine: "  # told in each picture's infotext
        self.comments.update(dict.fromkeys(c for c in request.comments if not c.startswith(ours)))
        return True

    def _processed(self, pictures: int) -> Any:
        """What the host is to show: the grids, then every finished picture."""
        wanted = pictures * len(self.sheet.cells)
        if len(self.drawn) < wanted:
            told = Message(
                "the sheet ended after {done} of {count} pictures",
                done=len(self.drawn),
                count=wanted,
            )
            requested.add_comment(self.p, f"Animagine: {spoken(told)}")
        for comment in self.comments:
            requested.add_comment(self.p, comment)
        if not self.drawn:
            return drawing.processed(self.p, [], seed=self.p.seed)
        grids = grids_of(self.sheet, self.drawn)
        text = self._infotext()
        for grid in grids:
            self._keep(grid, text)
        result = drawing.processed(
            self.p,
            [*grids, *(picture.image for picture in self.drawn)],
            seed=self.drawn[0].seed,
            info=text,
            subseed=self.drawn[0].subseed,
            all_prompts=[picture.prompt for picture in self.drawn],
            all_negative_prompts=[picture.negative for picture in self.drawn],
            all_seeds=[picture.seed for picture in self.drawn],
            all_subseeds=[picture.subseed for picture in self.drawn],
            index_of_first_image=len(grids),
            infotexts=[*[text] * len(grids), *(picture.infotext for picture in self.drawn)],
        )
        if hasattr(result, "extra_images"):
            result.extra_images = self.extra
        return result

    def _infotext(self) -> str:
        """What the sheet was made of: a paste of it draws the sheet again."""
        request = copy(self.first)
        for name in ("width", "height", "steps", "cfg_scale"):
            setattr(request, name, getattr(self.p, name))
        prompt, negative = requested.styled_texts(self.p)
        request.main_prompt, request.main_negative_prompt = prompt, negative
        if getattr(request, "all_hr_prompts", None):
            for name, text in (("prompt", prompt), ("negative_prompt", negative)):
                setattr(request, f"all_hr_{name}s", [getattr(self.p, f"hr_{name}", "") or text])
        params = self.first.extra_generation_params
        others = {key: value for key, value in params.items() if key not in infotext.KEYS}
        request.extra_generation_params = {
            **others,
            "Script": TITLE,
            KEY: self.choice.text(),
            infotext.OPTIONS_KEY: infotext.options_text(self.options),
        }
        seeds, subseeds = request.all_seeds, request.all_subseeds
        return drawing.infotext(
            request,
            [prompt],
            seeds,
            subseeds,
            use_main_prompt=True,
            all_negative_prompts=[negative],
        )

    def _keep(self, grid: Any, text: str) -> None:
        """Write a grid's infotext into it, and the grid into the host's folder."""
        if settings.host_option("enable_pnginfo", True):
            grid.info["parameters"] = text
        if not settings.host_option("grid_save", True) or self.p.do_not_save_grid:
            return
        images.save(
            grid,
            self.p.outpath_grids,
            _FILE,
            extension=settings.host_option("grid_format", "png"),
            info=text,
            prompt=self.drawn[0].prompt,
            seed=self.drawn[0].seed,
            short_filename=not settings.host_option("grid_extended_filename", False),
            grid=True,
            p=self.first,
        )
