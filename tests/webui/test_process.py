"""The always-on script on requests of every shape: what the sampler gets, and what is recorded."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from sd_animagine.model import NEGATIVE
from tests.failing import break_rule
from tests.goldens import Q
from tests.webui.fake_host import Host, Processing

__all__ = ["break_rule"]

TYPED = "masterpiece, smile, safe, oshi no ko, arima kana, 1girl"
COMPILED = f"1girl, arima kana, oshi no ko, safe, smile, {Q}"
RECOMMENDED = ", ".join(NEGATIVE)


def asked(host: Host, prompt: object = TYPED, *, options: object = None, **values: object):
    """A request; ``options`` is the object that an API caller puts first."""
    p = Processing(prompt, **values)
    p.script_args = host.defaults("img2img" if "init_images" in values else "txt2img")
    if options is not None:
        p.script_args[0] = options
    return p


def test_the_whole_request(host: Host) -> None:
    p = asked(host)
    picture = host.draw(p)[0]
    assert not host.errors
    assert (picture.prompt, picture.negative) == (COMPILED, RECOMMENDED)
    assert (picture.width, picture.height) == p.drawn_size == (832, 1216)
    assert (p.main_prompt, p.main_negative_prompt) == (COMPILED, RECOMMENDED)
    assert picture.field("Animagine prompt") == TYPED
    assert picture.field("Animagine size") == "512x768"
    assert "belongs" not in (picture.field("Animagine note") or "")
    assert "moved" in (picture.field("Animagine note") or "")
    assert [c for c in p.comments if "moved" in c and "832x1216" in c]


def test_a_right_request_leaves_no_trace_but_the_options(host: Host) -> None:
    p = asked(host, COMPILED, negative_prompt=RECOMMENDED, width=832, height=1216)
    picture = host.draw(p)[0]
    assert picture.prompt == COMPILED
    assert not p.comments
    assert [key for key in p.extra_generation_params] == ["Animagine"]


def test_every_picture_of_several_batches_has_its_own_texts(host: Host) -> None:
    prompts = [f"{word}, 1girl" for word in ("smile", "night", "hat", "beanie")]
    p = asked(host, prompts, batch_size=2, n_iter=2)
    pictures = host.draw(p)
    assert [x.prompt for x in pictures] == [f"1girl, {t.split(',')[0]}, {Q}" for t in prompts]
    assert [x.field("Animagine prompt") for x in pictures] == prompts


def test_a_list_is_compiled_once_for_each_text(host: Host, monkeypatch) -> None:
    from sd_animagine.webui.request import plan

    seen = []
    compile_request = plan.compile_request
    monkeypatch.setattr(
        plan, "compile_request", lambda r, *a: seen.append(r.prompt) or compile_request(r, *a)
    )
    host.draw(asked(host, "smile, 1girl", batch_size=4, n_iter=4))
    assert seen == ["smile, 1girl"]


def test_an_explicit_hires_target_stays(host: Host) -> None:
    p = asked(host, enable_hr=True, hr_resize_x=1024, hr_resize_y=1536)
    host.draw(p)
    assert (p.hr_resize_x, p.hr_resize_y) == (1024, 1536)
    assert p.drawn_size == (832, 1216)


def test_img2img_is_ordered_but_not_snapped(host: Host) -> None:
    p = asked(host, init_images=[object()])
    assert host.draw(p)[0].prompt == COMPILED
    assert p.drawn_size == (512, 768)
    host.opts.animagine_img2img_snap = True
    p = asked(host, init_images=[object()])
    host.draw(p)
    assert p.drawn_size == (832, 1216)


def test_the_upscale_button_never_changes_the_size(host: Host) -> None:
    p = asked(host, firstpass_image=object(), enable_hr=True, txt2img_upscale=True)
    assert host.draw(p)[0].prompt == COMPILED
    assert p.drawn_size == (512, 768)


def test_the_same_request_again_changes_nothing_twice(host: Host) -> None:
    """Loopback and SD upscale run one ``p`` several times."""
    p = asked(host)
    first = host.draw(p)[0]
    again = host.draw(p)[0]
    assert again.infotext == first.infotext
    assert again.field("Animagine size") == "512x768"


def test_a_script_that_feeds_the_result_back(host: Host) -> None:
    p = asked(host)
    first = host.draw(p)[0]
    p.prompt, p.negative_prompt = first.prompt, first.negative
    again = host.draw(p)[0]
    assert (again.prompt, again.negative) == (first.prompt, first.negative)
    assert again.field("Animagine prompt") is None


def test_a_size_chosen_between_two_runs_is_a_new_one(host: Host) -> None:
    p = asked(host)
    host.draw(p)
    p.width, p.height = 1920, 1080
    assert host.draw(p)[0].field("Animagine size") == "1920x1080"
    assert p.drawn_size == (1344, 768)


def test_lines_are_regions_where_forge_couple_is_on(host: Host) -> None:
    couple = SimpleNamespace(name="forge couple", args_from=0, args_to=4)

    def draw(separator: str, on: bool) -> str:
        p = asked(host, "smile, 1girl\nnight, 1boy")
        start = len(p.script_args)
        p.script_args += [on, False, "", separator]
        couple.args_from, couple.args_to = start, start + 4
        host.hook(p, "before_process")
        p.setup_prompts(None)
        p.scripts = SimpleNamespace(alwayson_scripts=[couple])
        host.hook(p, "process")
        return p.all_prompts[0]

    assert draw("", True) == f"1girl, smile, {Q}\n1boy, night, {Q}"
    assert draw("", False) == draw(";", True) == f"1girl, 1boy,\nsmile, night, {Q}"


def test_a_detail_pass_of_adetailer_adds_nothing(host: Host) -> None:
    p = asked(host, "smile, 1girl [SEP] night, 1boy", _ad_inner=True)
    picture = host.draw(p)[0]
    assert picture.prompt == "1girl, smile [SEP] 1boy, night"
    assert picture.negative == ""
    assert p.drawn_size == (512, 768)


def test_embeddings_are_known_names(host: Host) -> None:
    database = SimpleNamespace(word_embeddings={"mastepiece": 1}, skipped_embeddings={})
    host.modules["modules.sd_hijack"].model_hijack.embedding_db = database
    assert host.draw(asked(host, "1girl, mastepiece"))[0].prompt.startswith("1girl, mastepiece, ")


def test_comments_follow_the_host_s_option(host: Host) -> None:
    host.opts.enable_prompt_comments = False
    picture = host.draw(asked(host, "1girl # note"))[0]
    assert picture.prompt == f"1girl # note, {Q}"


def test_a_rule_of_ours_that_fails_is_told_below_the_picture(host: Host, break_rule: Any) -> None:
    break_rule("ANI303")
    p = asked(host)
    assert host.draw(p)[0].prompt == COMPILED
    assert [comment for comment in p.comments if "ANI012 Rule ANI303 failed" in comment]
