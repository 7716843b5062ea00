"""Receipts and signatures: what the platform says can be proved, and nothing else passes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.wire.answering import can_be_answered, check_answer, sign_answer
from sync.wire.receipts import ReceiptChecker, issue
from sync.wire.signing import Asked, Ed25519Signer, SignatureError, verifier_for

SIGNER = Ed25519Signer(b"\x07" * 32)
VERIFIER = verifier_for(SIGNER.key)


def statement(seq: int) -> dict[str, Any]:
    return {
        "v": 1, "server": "e1", "device": "W-1", "epoch": 1, "seq": seq, "id": f"id-{seq}", "digest": "d",
        "hash": "h", "outcome": "applied", "reason": "", "position": seq, "at": 1,
    }  # fmt: skip


@pytest.mark.parametrize("size", [*range(1, 18), 100])
def test_every_receipt_of_a_request_proves_its_own_commit(size: int) -> None:
    receipts = issue(SIGNER, [statement(seq) for seq in range(1, size + 1)])
    checker = ReceiptChecker(VERIFIER)
    assert [checker.check(receipt).seq for receipt in receipts] == list(range(1, size + 1))


@given(
    size=st.integers(1, 9),
    which=st.integers(0, 8),
    where=st.floats(0, 1, exclude_max=True),
    bit=st.integers(0, 6),
)
def test_no_bit_of_a_receipt_may_change(size: int, which: int, where: float, bit: int) -> None:
    text = issue(SIGNER, [statement(seq) for seq in range(size)])[which % size]
    data = bytearray(text.encode())
    data[int(where * len(data))] ^= 1 << bit
    try:
        said = ReceiptChecker(VERIFIER).check(data.decode())
    except SignatureError:
        return
    # What is left are changes that mean the same: another name for a key that carries nothing ("v").
    assert said.model_dump(mode="json") == statement(which % size)


def test_a_receipt_cannot_be_moved_to_another_place_or_key() -> None:
    receipts = [json.loads(text) for text in issue(SIGNER, [statement(seq) for seq in range(5)])]
    other = Ed25519Signer(b"\x08" * 32)
    forged = [
        receipts[0] | {"statement": receipts[1]["statement"]},
        receipts[0] | {"index": 1},
        receipts[0] | {"size": 4},
        receipts[0] | {"path": receipts[0]["path"][:-1]},
        receipts[0] | {"path": [*receipts[0]["path"], receipts[0]["path"][0]]},
        json.loads(issue(other, [statement(0)])[0]),
        {},
    ]
    for receipt in forged:
        with pytest.raises(SignatureError):
            ReceiptChecker(VERIFIER).check(json.dumps(receipt))


ASKED = Asked("POST", "/v1/commands", "", "nonce-1", "sha-256=:AAAA:")


def test_an_answer_verifies_for_its_own_question_only() -> None:
    headers = sign_answer(SIGNER, 200, b"{}", "e1", ASKED, 1_790_000_000)
    check_answer(VERIFIER, 200, headers, b"{}", ASKED)
    others = [
        (201, headers, b"{}", ASKED),
        (200, headers, b"{ }", ASKED),
        (200, headers, b"{}", Asked("GET", "/v1/commands", "", "nonce-1", "sha-256=:AAAA:")),
        (200, headers, b"{}", Asked("POST", "/v1/commands", "", "nonce-2", "sha-256=:AAAA:")),
        (200, headers, b"{}", Asked("POST", "/v1/commands", "", "nonce-1", "sha-256=:BBBB:")),
        (200, headers | {"zc-server-epoch": "e2"}, b"{}", ASKED),
        (200, headers | {"signature": "zc=:AAAA:"}, b"{}", ASKED),
        (200, headers | {"signature": "!"}, b"{}", ASKED),
        (200, {k: v for k, v in headers.items() if k != "signature-input"}, b"{}", ASKED),
        (
            200,
            headers | {"signature-input": headers["signature-input"].replace('"@status" ', "")},
            b"{}",
            ASKED,
        ),
    ]
    for status, given_headers, body, asked in others:
        with pytest.raises(SignatureError):
            check_answer(VERIFIER, status, given_headers, body, asked)


def test_a_key_names_its_algorithm() -> None:
    for key in ("rsa:AAAA", "ed25519:", "ed25519:!!", "ed25519:AAAA", ""):
        with pytest.raises(SignatureError):
            verifier_for(key)


TEXT = st.text("aZ09._~:@/%&=+|-[ ]#?é\t", max_size=8)


@given(st.sampled_from(["GET", "POST", "get"]), TEXT, TEXT, TEXT, TEXT)
def test_a_question_that_is_let_through_is_one_whose_answer_can_be_signed(
    method: str, path: str, query: str, nonce: str, digest: str
) -> None:
    asked = Asked(method, f"/{path}", query, nonce, digest)
    if can_be_answered(asked):
        check_answer(VERIFIER, 200, sign_answer(SIGNER, 200, b"{}", "e1", asked, 1), b"{}", asked)
