"""Events become text and come back the same, and damaged text is refused with its place."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import events as ev
from app.domain.codec import CodecError, dumps, from_json, to_json
from app.domain.guide import ServiceGuide
from app.domain.paper import PaperKind
from app.domain.time import Timestamp
from tests.app.domain.kit import Counter, guide_of
from tests.app.domain.test_evolve import EVENTS


@given(EVENTS)
def test_every_event_comes_back_as_it_was_told(event: ev.Event) -> None:
    assert from_json(type(event), json.loads(dumps(event))) == event


@given(EVENTS)
def test_the_text_of_an_event_is_that_of_its_value(event: ev.Event) -> None:
    """A commit is sealed over the text: another spelling of the same event would break the chain."""
    plain = json.dumps(to_json(event), ensure_ascii=False, separators=(",", ":"))
    assert dumps(event) == plain


def test_what_has_no_text_is_refused() -> None:
    with pytest.raises(TypeError, match="object"):
        dumps(ev.Recipient(object()))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["㛃䶮", "𠮷野", "\ufa0e", "阿卜杜热合曼·买买提"])
def test_a_rare_name_comes_back_code_point_for_code_point(name: str) -> None:
    """Compatibility ideographs change under normalisation; a name on a paper must not."""
    recipient = ev.Recipient(name)
    assert from_json(ev.Recipient, json.loads(dumps(recipient))).name == name


def test_a_guide_survives_the_catalogue() -> None:
    guide = guide_of("食品生产许可")
    assert from_json(ServiceGuide, json.loads(dumps(guide))) == guide


@dataclass(frozen=True)
class Newer:
    """What a newer writer may add to a recipient."""

    name: str
    voice: str = "unknown"
    relation: str = "代理人"


def test_words_of_a_newer_writer_are_passed_over_and_missing_ones_take_their_default() -> None:
    read = from_json(ev.Recipient, to_json(Newer("张三")))
    assert read == ev.Recipient("张三", "代理人")
    assert from_json(ev.Recipient, {"name": "张三"}) == ev.Recipient("张三")


@dataclass(frozen=True)
class Sample:
    """One of every supported kind."""

    count: int
    when: date
    kind: PaperKind
    pair: tuple[str, int]
    more: tuple[date, ...] = ()
    words: dict[str, str] = field(default_factory=dict)
    maybe: Timestamp | None = None


GOOD: dict[str, Any] = {"count": 1, "when": "2026-09-28", "kind": "D01", "pair": ["a", 1]}


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"count": "1"}, "Sample.count"),
        ({"count": True}, "Sample.count"),
        ({"when": "2026-02-30"}, "Sample.when"),
        ({"when": 5}, "Sample.when"),
        ({"kind": "D99"}, "Sample.kind"),
        ({"pair": ["a"]}, "Sample.pair"),
        ({"pair": "ab"}, "Sample.pair"),
        ({"more": ["2026-09-28", "x"]}, "Sample.more[1]"),
        ({"words": []}, "Sample.words"),
        ({"words": {"a": 1}}, "Sample.words.a"),
        ({"maybe": {"quality": "trusted"}}, "Sample.maybe.ms"),
        ({"maybe": {"ms": 10**18}}, "Sample.maybe"),
    ],
)
def test_damaged_text_is_refused_and_the_place_is_named(wrong: dict[str, Any], place: str) -> None:
    assert from_json(Sample, GOOD).pair == ("a", 1)
    with pytest.raises(CodecError) as raised:
        from_json(Sample, GOOD | wrong)
    assert str(raised.value).startswith(place)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=4))
def test_no_json_whatever_crashes_the_reader(data: object) -> None:
    with pytest.raises(CodecError):
        from_json(ev.Received, data)


def test_a_real_history_is_stored_without_a_loss() -> None:
    counter = Counter("护士执业注册").certified()
    for item in counter.recorded:
        assert from_json(type(item.event), json.loads(dumps(item.event))) == item.event
