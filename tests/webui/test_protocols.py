"""The fake hosts have all that ``webui.host.protocols`` says of a host's objects."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, get_type_hints

import pytest

from tests.webui.conftest import ROOT
from tests.webui.fake_host import Host, running
from tests.webui.families import of_these_libraries
from tests.webui.test_process import asked


@pytest.fixture(params=of_these_libraries(), ids=lambda family: family.name)
def each(request: pytest.FixtureRequest) -> Iterator[Host]:
    with running(ROOT, family=request.param) as started:
        yield started


def members(protocol: type) -> set[str]:
    methods = {name for name, value in vars(protocol).items() if callable(value)}
    return {n for n in methods | {*get_type_hints(protocol)} if not n.startswith("_")}


def lacks(thing: Any, protocol: type) -> set[str]:
    """What a thing has not, of what we touch."""
    return {name for name in members(protocol) if not hasattr(thing, name)}


def test_what_we_touch_is_there(each: Host) -> None:
    from sd_animagine.webui.host import protocols, scripts, settings

    p = asked(each, "1girl")
    each.draw(p)
    done = each.process_images(p)
    option = settings.new_option("", "", None, {}, ("", ""))
    for thing, protocol in (
        (option, protocols.Option),
        (each.opts, protocols.Opts),
        (settings.state(), protocols.State),
        *((bar, protocols.Bar) for bar in (settings.bar(),) if bar is not None),
        (each.script(), protocols.AlwaysOn),
        (scripts.runner(), protocols.Runner),
        (scripts.files()[0], protocols.ScriptData),
        (scripts.plot(), protocols.Plot),
        (scripts.plot().axis_options[0], protocols.Axis),
        (p, protocols.Processing),
        (done, protocols.Processed),
    ):
        gone = set() if each.family.has_main_prompt else {"main_prompt", "main_negative_prompt"}
        assert lacks(thing, protocol) <= gone, protocol.__name__


def test_a_missing_member_is_seen() -> None:
    from sd_animagine.webui.host.protocols import AlwaysOn, State

    assert lacks(SimpleNamespace(name="", args_from=0, title=str), AlwaysOn) == {"args_to"}
    assert "interrupt" in members(State)
