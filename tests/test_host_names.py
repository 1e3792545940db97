"""tools/host_names.py: what a host lacks of the names that we use."""

from __future__ import annotations

from pathlib import Path

from tools.host_names import main, members, missing, uses


def host_with(folder: Path, *left_out: str) -> Path:
    """A folder with every name that we use, but for some."""
    for use in uses():
        path = folder.joinpath(*use.module.split(".")).with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            if use.name and use.full not in left_out:
                file.write(f"{use.name} = None\n")
    for name in left_out:
        folder.joinpath(*name.split(".")).with_suffix(".py").unlink(missing_ok=True)
    return folder


def test_a_host_that_has_everything(tmp_path: Path) -> None:
    assert missing(host_with(tmp_path)) == []
    assert main([str(tmp_path)]) == 0


def test_a_needed_name_that_is_gone(tmp_path: Path) -> None:
    found = missing(host_with(tmp_path, "modules.shared.opts"))
    assert {use.full for use in found} == {"modules.shared.opts"}
    assert not all(use.optional for use in found)
    assert main([str(tmp_path)]) == 1


def test_what_some_host_lacks_is_optional(tmp_path: Path) -> None:
    gone = ("modules.sd_hijack", "modules_forge.main_thread")
    found = missing(host_with(tmp_path, *gone))
    assert {use.full for use in found if use.full in gone} == {*gone}
    assert all(use.optional for use in found)
    assert main([str(tmp_path)]) == 0


def test_one_of_several_modules_is_enough(tmp_path: Path) -> None:
    both = "modules.infotext_utils", "modules.generation_parameters_copypaste"
    assert missing(host_with(tmp_path / "one", both[0])) == []
    found = missing(host_with(tmp_path / "none", *both))
    assert {use.full for use in found} == {*both}


def test_names_are_found_wherever_a_module_defines_them(tmp_path: Path) -> None:
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules" / "other.py").write_text("z: int = 1\n", "utf-8")
    (tmp_path / "modules" / "shared.py").write_text(
        "import a.b\nfrom modules.other import *\nfrom c import d as e\n"
        "try:\n    import f\nexcept ImportError:\n    f = None\n"
        "if a:\n    g, h = 1, 2\ndef i(): j = 1\nclass K: l = 1\n",
        "utf-8",
    )
    names = {"a", "z", "*", "e", "f", "g", "h", "i", "K"}
    assert members(tmp_path, "modules.shared") == names
    assert members(tmp_path, "modules.none") is None
