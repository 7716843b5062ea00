"""The bytes of a commit: equal at both ends, and no change goes unseen."""

from __future__ import annotations

import json
from dataclasses import replace
from uuid import UUID

import pytest

from app.domain import events as ev
from app.domain.chain import (
    GENESIS,
    CommitHead,
    UnknownEvent,
    digest_of,
    event_body,
    link,
    read_commit,
    read_event,
    seal_commit,
)
from app.domain.codec import CodecError, dumps
from app.domain.records import StoredCommit
from sync.wire import chain as wire
from tests.app.domain.kit import CASE, MONDAY, STAFF, Counter


def commit(prev: str = GENESIS, seq: int = 1) -> StoredCommit:
    recorded = Counter().received().recorded
    return seal_commit(CommitHead(UUID(int=9), CASE, "D07", 1, seq, MONDAY.ms, "op-1", prev), recorded)


def test_what_is_read_back_is_what_was_sealed() -> None:
    assert list(read_commit(commit())) == Counter().received().recorded


def test_both_ends_reckon_the_same_chain() -> None:
    one = commit()
    two = commit(one.hash, 2)
    assert digest_of(one.body) == wire.digest_of(one.body)
    assert two.hash == wire.chain_hash(wire.chain_hash(wire.GENESIS, one.digest), two.digest)
    assert two.hash == link(link(GENESIS, one.digest), two.digest), "without the bodies, which may be purged"


@pytest.mark.parametrize("place", [0, 10, 100, -2])
def test_one_changed_character_of_a_body_is_seen(place: int) -> None:
    whole = commit()
    at = place % len(whole.body)
    changed = whole.body[:at] + chr(ord(whole.body[at]) ^ 1) + whole.body[at + 1 :]
    with pytest.raises(CodecError, match=r"D07/1/1: digest"):
        read_commit(replace(whole, body=changed))


def test_an_event_of_a_newer_program_is_told_apart_from_a_damaged_one() -> None:
    payload = json.loads(dumps(ev.Withdrawn(MONDAY, STAFF, "不办了")))
    assert read_event("withdrawn", 1, payload) == ev.Withdrawn(MONDAY, STAFF, "不办了")
    for kind, schema in (("withdrawn", 2), ("revoked", 1)):
        with pytest.raises(UnknownEvent, match=f"{kind}/{schema}"):
            read_event(kind, schema, payload)
    with pytest.raises(CodecError, match="reason"):
        read_event("withdrawn", 1, {key: value for key, value in payload.items() if key != "reason"})


def test_chinese_stands_in_the_body_as_it_is() -> None:
    assert "食品生产许可" in commit().body and "\\u" not in commit().body


def test_a_body_is_what_json_makes_of_its_head_and_its_events() -> None:
    """Byte for byte: the province reckons the digest over these very bytes."""
    events = Counter().received().recorded
    whole = commit()
    head = json.loads(whole.body)
    head["events"] = [event_body(item) for item in events]
    assert whole.body == json.dumps(head, ensure_ascii=False, separators=(",", ":"))
