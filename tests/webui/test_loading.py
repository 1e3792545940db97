"""The host's loader: executed again at every reload, beside extensions with files of our names."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.webui.conftest import ROOT
from tests.webui.fake_host import Host, running
from tests.webui.test_process import COMPILED, asked


def registered(host: Host) -> list[str]:
    return sorted(f"{kind}:{function.__name__}" for kind, function in host.callbacks)


OURS = ["AnimagineScript", "AnimagineSheetsScript"]


def test_one_script_class_in_each_file_and_no_base_class(host: Host) -> None:
    assert [type(s).__name__ for s in host.scripts["txt2img"]] == OURS
    assert host.script().title() == "Animagine"


def test_reload_ui_registers_everything_once_again(host: Host) -> None:
    before = registered(host)
    assert before
    host.load()
    assert registered(host) == before
    assert host.draw(asked(host))[0].prompt == COMPILED


def test_reload_script_bodies_registers_nothing_twice(host: Host) -> None:
    before = registered(host)
    host.reload_bodies()
    assert [type(s).__name__ for s in host.scripts["txt2img"]] == OURS
    assert registered(host) == before
    assert host.draw(asked(host))[0].prompt == COMPILED


def axes(host: Host) -> list[str]:
    return [option.label for option in host.plot.axis_options]


def test_the_axes_are_added_once_however_often_we_are_loaded(host: Host) -> None:
    before = axes(host)
    assert len(before) == 9
    host.reload_bodies()
    assert axes(host) == before
    host.load()  # the host's plot is a new one then
    assert axes(host) == before


def test_a_host_without_the_plot(host: Host, monkeypatch) -> None:
    from sd_animagine.webui.host import scripts
    from sd_animagine.webui.sheets import axes as ours

    monkeypatch.setattr(scripts.scripts, "scripts_data", [])
    ours.add_axes()
    assert len(axes(host)) == 9


def test_a_host_that_is_not_told_the_file_has_the_same_callbacks(host: Host) -> None:
    before = registered(host)
    host.callbacks.clear()
    del host.modules["modules.script_callbacks"].__dict__["callback_map"]
    host.load()
    assert registered(host) == before


def test_importing_the_package_registers_nothing(host: Host) -> None:
    host.callbacks.clear()
    assert "sd_animagine.webui.callbacks" in sys.modules
    assert not host.callbacks


STARTED = """
import sys
from pathlib import Path
from tests import gradio_pages
from tests.webui.fake_host import running
with running(Path.cwd()) as host:
    with gradio_pages.page() as page:
        for interface, _, _ in host.tabs():
            interface.render()
    assert any(block.elem_id == "animagine_panel_prompt" for block in page.blocks.values())
    print(*(name for name in sys.modules if name.startswith("sd_animagine.")))
"""


def test_the_host_starts_without_compiler_and_vocabulary() -> None:
    run = subprocess.run(
        [sys.executable, "-c", STARTED], cwd=ROOT, check=True, capture_output=True, text=True
    )
    parts = {name.split(".")[1] for name in run.stdout.split()}
    assert "webui" in parts
    assert "panel" in parts
    assert not parts & {
        *("api", "rules", "syntax", "transform", "vocabulary", "tokens", "studio"),
        *("parts", "pictures"),
    }
    loaded_later = {
        *("sheets.plan", "sheets.cell", "sheets.axes", "store.database", "store.presets"),
        *("webui.request.hook", "webui.request.plan", "webui.request.guard", "webui.context"),
        *("webui.request.pace", "webui.routes.browser", "webui.routes.worker"),
        "webui.sheets.draw",
    }
    for name in loaded_later:  # a module that was moved must be named anew
        assert (ROOT / "sd_animagine" / name.replace(".", "/")).with_suffix(".py").is_file(), name
    assert not {f"sd_animagine.{name}" for name in loaded_later} & set(run.stdout.split())


def test_a_second_extension_with_files_of_the_same_names(tmp_path: Path) -> None:
    other = tmp_path / "another"
    (other / "scripts").mkdir(parents=True)
    (other / "tests").mkdir()
    (other / "scripts" / "animagine.py").write_text(
        "from modules import scripts\n"
        "class Other(scripts.Script):\n"
        "    def title(self): return 'Other'\n"
        "    def ui(self, is_img2img): return []\n",
        encoding="utf-8",
    )
    for order in ((other, ROOT), (ROOT, other)):
        with running(*order) as host:
            names = [type(s).__name__ for s in host.scripts["txt2img"]]
            assert sorted(names) == [*OURS, "Other"]
            assert host.draw(asked(host))[0].prompt == COMPILED


def test_the_manifest_is_lower_case_and_orders_us_behind_those_who_write_prompts() -> None:
    lines = (ROOT / "metadata.ini").read_text("utf-8").splitlines()
    before = ("sd-dynamic-prompts", "sd-dynamic-prompts_neo", "z-tipo-extension")
    assert lines == ["[scripts]", f"After = {', '.join(before)}"]


def test_every_style_is_ours_alone() -> None:
    import re

    css = re.sub(r"/\*.*?\*/", "", (ROOT / "style.css").read_text("utf-8"), flags=re.DOTALL)
    for selectors in re.findall(r"([^{}]+)\{", css):
        for selector in selectors.split(","):
            inside = selector.strip().startswith((".animagine", ".dark .animagine", "@"))
            inside |= selector.strip().endswith(
                ":has(.animagine-page)"
            )  # how a page with ours scrolls
            assert inside, f"{selector.strip()!r} reaches beyond .animagine"
