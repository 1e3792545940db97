"""What people really paste: what is said of it, what is sent, and what all fixes make of it."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from sd_animagine.compiler import Options, Request, check_request, compile_request
from sd_animagine.rules.base import Severity
from tests.promises import problem_of

KEPT = Options(quality="off", negative="off")
MENDED = Options(quality="off", negative="off", suggested_fixes=True)


class Pasted(NamedTuple):
    """A text, the rules that warn of it, and what becomes of it; empty where it stays."""

    text: str
    warned: str
    sent: str = ""
    mended: str = ""


PASTED = (
    # a number at the very end
    Pasted("1girl, smile, 16:9", "ANI010", "", "1girl, smile, 16:9,"),
    Pasted("1girl, smile :3", "ANI010", "", "1girl, smile :3,"),
    Pasted("1girl, smile --ar 2:3", "ANI010 ANI014", "", "1girl, smile"),
    Pasted("anthro, 1girl, 3:4", "ANI010", "1girl, furry, 3:4", "1girl, furry, 3:4,"),
    Pasted("1girl, score:9", "ANI010", "", "1girl, score:9,"),
    # an entity with a number sign
    Pasted(
        "smile, grabbing_another&#039;s_arm, masterpiece, 1girl, safe",
        "ANI013",
        "",
        "1girl, safe, smile, grabbing_another's_arm, masterpiece",
    ),
    # a number sign inside a word
    Pasted("1girl, source#hug, smile, hat", "ANI010", "", "1girl, source hug, smile, hat"),
    Pasted("1girl, hair color #ff88aa, smile", "ANI010", "", "1girl, hair color ff88aa, smile"),
    # entities
    Pasted(
        "1girl, &gt;_&lt;, hatsune_miku, &lt;lora:foo:0.8&gt;",
        "ANI013",
        "1girl, hatsune miku, &gt;_&lt;, &lt;lora:foo:0.8&gt;",
        "1girl, hatsune miku, vocaloid, >_<, <lora:foo:0.8>",
    ),
    # a board's names
    Pasted("ask_(askzy), 1girl", "ANI002", "1girl, ask \\(askzy\\)"),
    Pasted(
        "hatsune_miku_(vocaloid), 1girl",
        "ANI002",
        "1girl, hatsune miku",
        "1girl, hatsune miku, vocaloid",
    ),
    Pasted("tifa_lockhart_(final_fantasy_vii)", "ANI002", "tifa lockhart", "1girl, tifa lockhart"),
    Pasted("genmaicha_(g_teall)", "ANI002", "genmaicha \\(g teall\\)"),
    # a name among other words
    Pasted(
        "1girl, firefly (honkai: star rail) wearing hat",
        "ANI002",
        "1girl, firefly \\(honkai: star rail\\) wearing hat",
    ),
    Pasted(
        "{firefly (honkai: star rail)|hatsune miku}",
        "ANI002",
        "",
        "{firefly \\(honkai: star rail\\)|hatsune miku}",
    ),
    Pasted(
        "[firefly (honkai: star rail)|hatsune miku]",
        "ANI002",
        "",
        "[firefly \\(honkai: star rail\\)|hatsune miku]",
    ),
    # a row of tags without commas
    Pasted("1girl solo long_hair zzqx", "ANI004", "", "1girl, solo, long hair, zzqx"),
    Pasted(
        "1girl solo long_hair misty_(pokemon)",
        "ANI002 ANI004",
        "1girl solo long_hair misty_\\(pokemon\\)",
        "1girl, misty \\(pokemon\\), pokemon, solo, long hair",
    ),
    Pasted(
        "3girls :3 :d arms_on_table black_gloves genmaicha_(g_teall) gloves star_(symbol)",
        "ANI002 ANI004",
        "3girls :3 :d arms_on_table black_gloves genmaicha_\\(g_teall\\) gloves star_\\(symbol\\)",
        "3girls, :3, :d, arms_on_table, black gloves, genmaicha \\(g teall\\), gloves, "
        "star \\(symbol\\)",
    ),
    Pasted("1girl solo rating:general", "ANI004", "", "1girl, safe, solo"),
    Pasted("1girl solo long_hair ^_^", "ANI004", "", "1girl, solo, long hair, ^_^"),
    Pasted("1girl solo long_hair >_o", "ANI004", "", "1girl, solo, long hair, >_o"),
    Pasted("1girl solo long_hair <3", "ANI004", "", "1girl, solo, long hair, <3"),
    Pasted("1girl solo long_hair @_@", "ANI004", "", "1girl, solo, long hair, @_@"),
    # line ends without commas
    Pasted(
        "best quality, masterpiece\nhatsune miku, vocaloid\n1girl, aqua hair, twintails\nsafe",
        "ANI004",
        "1girl, hatsune miku,\nvocaloid, safe,\naqua hair, twintails, best quality,\nmasterpiece",
    ),
    Pasted(
        "1girl\nsolo\nlong hair\nsmile\nmasterpiece",
        "ANI004",
        "",
        "1girl,\nsolo,\nlong hair,\nsmile,\nmasterpiece",
    ),
    # another extension's separators
    Pasted(
        "smile, 1girl AND_PERP masterpiece, 1boy", "", "1girl, smile AND_PERP 1boy, masterpiece"
    ),
    Pasted(
        "park, 1girl AND_TOPK red hair, hatsune miku",
        "",
        "1girl, park AND_TOPK hatsune miku, red hair",
        "1girl, park AND_TOPK hatsune miku, vocaloid, red hair",
    ),
    Pasted(
        "smile, 1girl\nAND_PERP\nmasterpiece, 1boy :1.2",
        "",
        "1girl, smile\nAND_PERP\nmasterpiece, 1boy :1.2",
    ),
    # a whole infotext
    Pasted(
        "1girl, smile\nNegative prompt: lowres, bad hands\n"
        "Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 5, Size: 832x1216",
        "ANI016",
        "",
        "1girl, smile",
    ),
    # NovelAI's numbers
    Pasted("1girl, 1.2::blue hair::, smile", "ANI014", "", "1girl, (blue hair:1.2), smile"),
    Pasted("-1::hat::, 1girl", "ANI014", "1girl, -1::hat::"),
    Pasted(
        "1.3::masterpiece, best quality::, 1girl",
        "ANI014",
        "1girl, 1.3::masterpiece, best quality::",
        "1girl, (masterpiece, best quality:1.3)",
    ),
    # NovelAI's braces
    Pasted(
        "{{{{masterpiece}}}}, {best quality}, 1girl",
        "ANI014",
        "1girl, {{{{masterpiece}}}}, {best quality}",
        "1girl, (masterpiece:1.22), (best quality:1.05)",
    ),
    Pasted(
        "{masterpiece:1.2}, 1girl", "ANI014", "1girl, {masterpiece:1.2}", "1girl, (masterpiece:1.2)"
    ),
    # InvokeAI's signs
    Pasted(
        "1girl, (cyborg)1.1, cat++, (blue hair)1.3",
        "ANI014",
        "",
        "1girl, (cyborg:1.1), (cat:1.21), (blue hair:1.3)",
    ),
    # broken networks
    Pasted("1girl, <smile:1.2>, hat", "ANI015", "", "1girl, (smile:1.2), hat"),
    Pasted("<lora:x:1, 1girl", "ANI015", "", "<lora:x:1>, 1girl"),
    Pasted("< lora:x:1 >", "ANI015", "", "<lora:x:1>"),
    Pasted("<lora:x:1}", "ANI015", "", "<lora:x:1>"),
    Pasted("lora:x:1", "ANI010 ANI015", "", "<lora:x:1>,"),
    # lists
    Pasted(
        "1girl; solo; long hair; masterpiece", "ANI004", "", "1girl, solo, long hair, masterpiece"
    ),
    Pasted("1girl/1boy", "ANI004", "", "1girl, 1boy"),
    Pasted("1girl. solo. smile.", "ANI004", "", "1girl, solo, smile"),
    Pasted("- 1girl\n- solo", "ANI004", "", "1girl,\nsolo"),
    Pasted("1. 1girl\n2. solo", "ANI004", "", "1girl,\nsolo"),
    Pasted("? 1girl 7.1M\n? solo 5.9M", "ANI004", "", "1girl,\nsolo"),
    # options of another tool
    Pasted(
        "1girl, smile --w 1024 --h 1024 --n lowres, bad anatomy",
        "ANI014",
        "",
        "1girl, smile --n lowres, bad anatomy",
    ),
    Pasted("smile, 1girl --ar 2:3", "ANI010 ANI014", "", "1girl, smile"),
    # a literal line end
    Pasted("1girl,\\nsolo,\\nsmile, masterpiece", "ANI004", "", "1girl, solo, smile, masterpiece"),
    # a byte order mark
    Pasted("\ufeffsmile, 1girl", "", "1girl, smile"),
)


@pytest.mark.parametrize("case", PASTED, ids=[case.text[:40] for case in PASTED])
def test_what_is_said_and_sent(case: Pasted) -> None:
    found = check_request(Request(case.text))
    loud = {finding.code for finding in found if finding.severity >= Severity.WARNING}
    assert loud == set(case.warned.split())
    sent = case.sent or case.text
    assert compile_request(Request(case.text, options=KEPT)).prompt == sent
    assert compile_request(Request(case.text, options=MENDED)).prompt == (case.mended or sent)


@pytest.mark.parametrize("case", PASTED, ids=[case.text[:40] for case in PASTED])
def test_every_promise_holds(case: Pasted) -> None:
    for options in (Options(), KEPT, MENDED):
        assert problem_of(case.text, "lowres", options) is None
