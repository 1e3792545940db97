"""Jobs out of compiled requests, and the infotext that says what was asked for."""

from __future__ import annotations

import re
from typing import Any

import pytest

from sd_animagine import Options, Request
from sd_animagine.compiler import compile_request
from sd_animagine.report.infotext import KEYS, entries, infotext, with_entries
from sd_animagine.sdxl.errors import EngineError
from sd_animagine.studio.engines.base import MAX_SEED, DrawJob, job_of

HOSTS_PATTERN = re.compile(r'\s*(\w[\w \-/]+):\s*("(?:\\.|[^\\"])+"|[^,]*)(?:,|$)')
"""The host's own expression for the last line of an infotext."""


def made(request: Request, **rest: Any) -> DrawJob:
    return job_of(request, compile_request(request), **rest)


def test_what_is_left_open_is_filled_in_from_the_card() -> None:
    job = made(Request("smile, 1girl"), seed=3)
    assert (job.width, job.height, job.steps, job.cfg_scale) == (832, 1216, 28, 5.0)
    assert (job.sampler_name, job.seed, job.negative_prompt) == ("Euler a", 3, "")
    assert job.prompt.startswith("1girl, smile, ")
    assert job.entries["Animagine prompt"] == "smile, 1girl"


def test_any_seed() -> None:
    seeds = {made(Request("1girl")).seed for _ in range(5)}
    assert len(seeds) > 1
    assert all(0 <= seed <= MAX_SEED for seed in seeds)


def test_seeds_and_batches() -> None:
    job = made(Request("1girl"), seed=MAX_SEED - 1, pictures=5, batch_size=2)
    assert job.batches() == [range(0, 2), range(2, 4), range(4, 5)]
    assert [job.seed_of(n) for n in range(3)] == [MAX_SEED - 1, MAX_SEED, 0]


@pytest.mark.parametrize(
    ("request_", "rest", "message"),
    [
        (Request("1girl", steps=0), {}, "steps is 0; it must be a number from 1 to 150"),
        (
            Request("1girl", cfg_scale=99.0),
            {},
            "cfg_scale is 99.0; it must be a number from 1.0 to 30.0",
        ),
        (Request("1girl"), {"pictures": 0}, "pictures is 0; it must be a number from 1 to 1000"),
        (
            Request("1girl"),
            {"batch_size": 17},
            "batch_size is 17; it must be a number from 1 to 16",
        ),
        (Request("1girl"), {"seed": -2}, "seed is -2; it must be a number from -1 to 4294967295"),
        (
            Request("1girl", width=801, height=800, options=Options(snap=False)),
            {},
            "width is 801; it must be a multiple of 8",
        ),
    ],
)
def test_values_that_are_not_allowed(request_: Request, rest: dict[str, Any], message: str) -> None:
    with pytest.raises(EngineError, match=f"^{re.escape(message)}$"):
        made(request_, **rest)


def test_strict_draws_nothing() -> None:
    request = Request("1girl, safe, nsfw", options=Options(mode="strict"))
    with pytest.raises(EngineError, match=r"ANI\d+ .*; nothing was drawn$"):
        made(request)


def test_entries_tell_what_was_changed_and_nothing_else() -> None:
    request = Request("smile, 1girl", "", width=512, height=768)
    found = entries(request, compile_request(request))
    assert set(found) == set(KEYS)
    assert (found["Animagine size"], found["Animagine negative"]) == ("512x768", "")
    same = Request("1girl, smile", options=Options(quality="off"))
    assert set(entries(same, compile_request(same))) == {"Animagine"}


def test_the_host_reads_every_pair() -> None:
    values = {"Steps": 4, "Size": "8x8", "Animagine prompt": 'a, "b": c\nd', "Animagine size": ""}
    text = infotext("1girl", "bad", values)
    assert text.startswith("1girl\nNegative prompt: bad\nSteps: 4, Size: 8x8, Animagine prompt: ")
    read = dict(HOSTS_PATTERN.findall(text.rpartition("\n")[2]))
    assert read["Animagine prompt"] == r'"a, \"b\": c\nd"'
    assert read["Animagine size"] == '""'


@pytest.mark.parametrize(
    ("last", "kept"),
    [
        ("Steps: 4, Animagine: 0.1.0; enabled=off, Version: 1", "Steps: 4, Version: 1"),
        ('Animagine prompt: "a, \\"b\\"", Steps: 4', "Steps: 4"),
        ("Steps: 4, Animagine: 0.1.0; enabled=off", "Steps: 4"),
        ("Steps: 4, My Animagine: 1", "Steps: 4, My Animagine: 1"),
    ],
)
def test_our_keys_take_the_place_of_the_host_s(last: str, kept: str) -> None:
    ours = {"Animagine": "0.1.0; mode=fix", "Animagine prompt": "a, b"}
    text = with_entries(f"a prompt\nAnimagine: here\n{last}", ours)
    expected = f'{kept}, Animagine: 0.1.0; mode=fix, Animagine prompt: "a, b"'
    assert text == f"a prompt\nAnimagine: here\n{expected}"
