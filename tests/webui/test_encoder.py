"""How the host counts tokens reaches the rule: its embeddings, and its limit for moving a tag."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from sd_animagine.tokens import PLAIN, Encoder
from tests.webui.fake_host import Host
from tests.webui.test_process import asked

VECTORS = {"easynegative": SimpleNamespace(vectors=74), "odd": SimpleNamespace()}


def encoder() -> Encoder:
    from sd_animagine.webui.host.facts import encoder

    return encoder()


def test_without_any_it_is_the_plain_one(host: Host) -> None:
    assert encoder() == PLAIN


def test_the_embeddings_of_automatic1111(host: Host) -> None:
    hijack: Any = host.modules["modules.sd_hijack"]
    database = SimpleNamespace(word_embeddings=VECTORS, skipped_embeddings={})
    hijack.model_hijack.embedding_db = database
    assert encoder().embeddings == (("easynegative", 74), ("odd", 1))
    p = asked(host, "1girl, easynegative", options={"mode": "report"})
    host.draw(p)
    assert not host.errors
    found = [c for c in p.comments if "ANI009 149 tokens need 2 chunks of 75" in c]
    assert len(found) == 1 and "“easynegative”" in found[0]


def test_the_embeddings_of_forge(host: Host) -> None:
    shared: Any = host.modules["modules.shared"]
    database = SimpleNamespace(word_embeddings=VECTORS)
    engine = SimpleNamespace(embeddings=database)
    shared.sd_model = SimpleNamespace(text_processing_engine_l=engine)
    assert encoder().embeddings == (("easynegative", 74), ("odd", 1))


def test_the_limit_for_moving_a_tag(host: Host) -> None:
    host.opts.comma_padding_backtrack = 0
    assert encoder().backtrack == 0
