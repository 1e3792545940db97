"""Who writes good tags is left in peace: no finding above a hint, and nothing to change."""

from __future__ import annotations

import pytest

from sd_animagine.compiler import Options, Request, check_request, compile_request
from sd_animagine.rules.base import Severity
from tests.goldens import Q

CARD = (
    r"1girl, firefly \(honkai: star rail\), honkai \(series\), honkai: star rail, safe, casual, "
    f"solo, looking at viewer, outdoors, smile, reaching towards viewer, night, {Q}",
    r"1girl, arima kana, oshi no ko, hoshimachi suisei, hoshimachi suisei \(1st costume\), "
    f"cosplay, looking at viewer, smile, outdoors, night, v, {Q}",
    "1girl, green hair, sweater, looking at viewer, upper body, beanie, outdoors, night, "
    f"turtleneck, {Q}",
    "1boy, male focus, green hair, sweater, looking at viewer, upper body, beanie, outdoors, "
    f"night, turtleneck, {Q}",
)
"""The card's own examples."""

WELL_FORMED = (
    "1girl, hatsune miku, vocaloid, safe, twintails, aqua hair, detached sleeves, necktie, "
    "pleated skirt, zettai ryouiki, holding microphone, stage, open mouth",
    "1girl, hakurei reimu, touhou, safe, hair bow, gohei, ofuda, detached sleeves, red skirt, "
    "torii, cherry blossoms, wind, looking to the side",
    "2girls, kaname madoka, akemi homura, mahou shoujo madoka magica, safe, hug, crying, "
    "closed eyes, school uniform, sunset",
    "1boy, gojou satoru, jujutsu kaisen, safe, white hair, blindfold, black jacket, grin, "
    "hand in pocket, city, from below",
    r"1girl, raiden shogun, genshin impact, sensitive, purple hair, braid, obi, katana, lightning",
    r"1girl, makima \(chainsaw man\), chainsaw man, safe, ringed eyes, white shirt, black necktie, "
    "office, cup, sitting",
    "1other, androgynous, robot, glowing eyes, cable, ruins, rubble, overcast, from side",
    "no humans, scenery, mountain, lake, reflection, starry sky, night, cloud, tree, grass",
    "no humans, cat, calico, sleeping, windowsill, potted plant, sunlight, curtains",
    "1girl, nsfw, solo, nurse cap, syringe, hospital bed, pink hair, thighhighs, garter straps",
    "3girls, multiple girls, sensitive, beach, bikini, beachball, ocean, splashing, day, blue sky",
    "1girl, 1boy, hetero, couple, holding hands, scarf, snowing, winter clothes, breath, night",
    "6+girls, safe, idol, stage lights, confetti, sparkle, arms up, open mouth, smile",
    "1girl, year 2023, cyberpunk, neon lights, rain, wet hair, jacket, city lights, from behind",
    "1girl, chibi, maid headdress, apron, holding tray, teapot, cookie, simple background, sitting",
    "1girl, knight, plate armor, gauntlets, holding sword, cape, castle, dutch angle, serious",
    "1girl, (blue eyes:1.2), ((freckles)), [choker], long hair, braid, wheat field, straw hat",
    "1girl, elf, pointy ears, bow \\(weapon\\), arrow \\(projectile\\), forest, dappled sunlight",
    "1boy, old man, beard, glasses, reading, library, bookshelf, candle, indoors BREAK "
    "fireplace, armchair, rug",
    "1girl, witch hat, broom riding, full moon, bat \\(animal\\), purple dress, :d, ^_^ "
    "<lora:zyx_style:0.7>",
    "1girl, ice cream, tongue out, sundress, sandals, park bench, day, tree shade, cowboy shot",
    "1girl, {red|blue} dress, __hat__, [smile:frown:0.5], holding umbrella, rain, street",
)
"""Prompts as somebody writes them who knows the tags; every construct of the language in one."""

PROMPTS = (*CARD, *(f"{text}, {Q}" if "<lora" not in text else text for text in WELL_FORMED))


@pytest.mark.parametrize("prompt", PROMPTS)
def test_no_finding_above_a_hint(prompt: str) -> None:
    loud = [f for f in check_request(Request(prompt, "")) if f.severity > Severity.HINT]
    assert loud == []


@pytest.mark.parametrize("prompt", PROMPTS)
def test_nothing_is_changed(prompt: str) -> None:
    options = Options(quality="off", negative="off")
    assert compile_request(Request(prompt, "", options=options)).prompt == prompt
