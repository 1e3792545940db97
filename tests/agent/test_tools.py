"""The tools of agents: as functions, and through the SDK's own client where it is installed."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from sd_animagine.agent import tools
from sd_animagine.api.bodies import Refused
from sd_animagine.cli.main import main
from sd_animagine.compiler import OptionError
from sd_animagine.report.serial import RequestError
from sd_animagine.transform import SizeError
from tests.pictures.files import INFOTEXT, chunk, png

ROOT = Path(__file__).parents[2]


def test_check_finds_and_adds_nothing() -> None:
    assert "ANI101" in [each["code"] for each in tools.check("smile, 1girl")["findings"]]
    found = tools.check("1girl, smile")
    assert set(found) == {"findings", "findings_left_out"}
    assert "ANI101" not in [each["code"] for each in found["findings"]]


def test_a_prompt_is_compiled() -> None:
    found = tools.compile_prompt("smile, 1girl", width=512, height=768, options={"quality": "off"})
    assert (found["prompt"], found["width"], found["height"]) == ("1girl, smile", 832, 1216)
    assert found["changes"]


def test_names_and_characters_are_found() -> None:
    assert "arima kana" in [each["name"] for each in tools.search_names("arima k")["tags"]]
    assert tools.character("arima_kana")["series"] == "oshi no ko"
    assert tools.snap_size(512, 768) == {"width": 832, "height": 1216}


def test_a_picture_is_read(tmp_path: Path) -> None:
    good = tmp_path / "good.png"
    good.write_bytes(png(chunk(b"tEXt", b"parameters\0" + INFOTEXT.encode())))
    assert tools.read_picture(str(good))["prompt"] == "1girl, smile"


def test_what_is_wrong_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="There is no option 'speed'"):
        tools.compile_prompt("1girl", options={"speed": 1})
    with pytest.raises(RequestError, match="limit is 0; it must be 1 to 100"):
        tools.search_names("a", 0)
    with pytest.raises(Refused, match="zzyzx"):
        tools.character("zzyzx")
    with pytest.raises(SizeError, match="width is 0"):
        tools.snap_size(0, 1)
    with pytest.raises(RequestError, match="The file cannot be read"):
        tools.read_picture(str(tmp_path / "none.png"))


def test_without_the_sdk_it_says_what_is_missing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("mcp", "mcp.server", "mcp.server.fastmcp"):
        monkeypatch.setitem(sys.modules, name, None)
    assert main(["mcp"]) == 2
    assert capsys.readouterr().err == (
        'animagine: mcp needs the SDK; to install it: pip install "sd-webui-animagine[agent]"\n'
    )


def test_a_client_of_the_sdk_is_answered() -> None:
    mcp = pytest.importorskip("mcp")
    from mcp.client.stdio import StdioServerParameters, stdio_client

    async def asked() -> None:
        command = StdioServerParameters(
            command=sys.executable, args=["-m", "sd_animagine", "mcp"], cwd=ROOT
        )
        async with stdio_client(command) as streams, mcp.ClientSession(*streams) as session:
            await session.initialize()
            names = [each.name for each in (await session.list_tools()).tools]
            assert names == [tool.__name__ for tool in tools.TOOLS]
            answer = await session.call_tool("compile_prompt", {"prompt": "smile, 1girl"})
            assert '"1girl, smile, masterpiece' in answer.content[0].text
            refused = await session.call_tool("snap_size", {"width": 0, "height": 1})
            assert "width is 0; it must be" in refused.content[0].text
            assert getattr(refused, "is_error", None) or getattr(refused, "isError", None)

    asyncio.run(asked())
