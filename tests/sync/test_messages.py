"""What a signature covers is put together quickly for the plain form, and is byte for byte what the library says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.wire import messages
from sync.wire.answering import check_answer, sign_answer
from sync.wire.asking import Identity, check_request, sign_request
from sync.wire.messages import Answer, Request, verify
from sync.wire.signing import (
    DIGEST_HEADER,
    SUITES,
    Asked,
    SignatureError,
    content_digest,
    signer_for,
    verifier_for,
)

SIGNER = signer_for("ed25519", b"\x07" * 32)
ASKED = Asked("POST", "/v1/kiosks/W-1/hall", "a=1&b=x-~y", "0" * 32, content_digest(b"x"))
PLAIN = st.text("abz09 !\"#;:=~-", min_size=1, max_size=9).map(str.strip).filter(bool)
VALUE = PLAIN | st.text(max_size=9) | st.sampled_from([" a", "a\t", "a\r\n b", "", "é", "a\tb"])
NAME = st.sampled_from(["zc-device", "Zc-Device", "date", "set-cookie", "@x", "@path", "host"])
ITEM = st.sampled_from(
    ["@method", "@path", "@query", "@status", "@authority", "zc-device", "date", "set-cookie", '"date";req',
     '"@path";req', '"@method";req', '"@query";req', '"@status";req', '"date";sf', "no-such", "Date", "@x", "host"]
)  # fmt: skip
TARGET = st.sampled_from(
    ["/", "//", "/v1/a?b=1", "/a?", "/a?x?y", "/v1/../a", "/a%20b", "/a b", "/é", "a", "*", "/a#b", "/a;b", "/%zz", ""]
)


def request_of(headers: Mapping[str, str]) -> Request:
    """One whose path and query are plain."""
    return Request("POST", "/v1/a?b=1", headers)


@st.composite
def odd(draw: st.DrawFn) -> Request | Answer:
    """Messages of all sorts, also such as no signature can be made over."""
    method = draw(st.sampled_from(["GET", "POST", "get", "", "G T"]))
    headers = st.dictionaries(NAME, VALUE, max_size=4)
    request = Request(method, draw(TARGET), draw(headers))
    return Answer(draw(st.integers(100, 599)), draw(headers), request) if draw(st.booleans()) else request


@given(odd(), st.lists(ITEM, min_size=1, max_size=5), st.integers(0, 10**10))
def test_what_is_put_together_quickly_is_what_the_library_puts_together(
    message: Request | Answer, covered: list[str], at: int
) -> None:
    items = " ".join(name if name.startswith('"') else f'"{name}"' for name in covered)
    quick = messages._plain_base(message, f'({items});created={at};keyid="{SIGNER.key}"')
    if quick is not None:
        base, params = messages._base_by_library(SIGNER, message, covered, at)
        assert quick == base and base.decode().endswith(params)


@given(PLAIN, PLAIN)
def test_whatever_is_visible_ascii_is_of_the_plain_form(one: str, other: str) -> None:
    """Else the comparison above compares nothing."""
    answer = Answer(200, {"date": one}, request_of({"zc-device": other}))
    items = '("@status" "date" "zc-device";req "@path";req "@query";req "@method";req)'
    assert messages._plain_base(answer, f'{items};created=1;keyid="{SIGNER.key}"') is not None


@pytest.mark.parametrize("suite", SUITES)
def test_what_our_own_ends_write_is_signed_and_read_without_taking_it_apart(
    suite: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each question of each window costs this twice at the platform."""

    def never(*_: Any, **__: Any) -> None:
        raise AssertionError("the library took it apart")

    for kind in (messages._Signer, messages._Verifier):
        monkeypatch.setattr(kind, "__init__", never)
    signer = signer_for(suite, b"\x07" * 32)
    plain = {DIGEST_HEADER: ASKED.digest, "Idempotency-Key": "k" * 9, "Upload-Offset": "7"}
    headers = {n.lower(): v for n, v in plain.items()}
    headers |= sign_request(Identity("W-1", signer, "hall"), ASKED, plain, "1.ab", 1)
    found = check_request(ASKED, headers)
    assert found is not None and (found.device, found.key, found.role) == ("W-1", signer.key, "hall")
    answered = sign_answer(signer, 200, b"{}", "e1", ASKED, 1)
    check_answer(verifier_for(signer.key), 200, answered, b"{}", ASKED)
    with pytest.raises(SignatureError, match="does not fit"):
        check_answer(verifier_for(signer.key), 201, answered, b"{}", ASKED)


def _verdict(headers: Mapping[str, str]) -> str:
    try:
        return verify(request_of(headers), ["@path", "zc-device"], verifier_for)
    except SignatureError:
        return ""


@given(
    name=st.sampled_from(("signature-input", "signature", "zc-device")),
    where=st.floats(0, 1, exclude_max=True),
    new=st.text('ab"();=:@ \t,1Z/+', max_size=2),
    gone=st.integers(0, 2),
)
def test_who_alters_a_signature_hears_the_same_from_both(name: str, where: float, new: str, gone: int) -> None:
    headers = {"zc-device": "W-1"}
    headers |= messages.sign(SIGNER, request_of(headers), ["@method", "@path", "zc-device"], 1)
    assert _verdict(headers) == SIGNER.key
    at = int(where * len(headers[name]))
    headers[name] = headers[name][:at] + new + headers[name][at + gone :]
    quick = _verdict(headers)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(messages, "_verified_plainly", lambda *_: None)
        assert _verdict(headers) == quick


def test_a_component_may_stand_once() -> None:
    """Of two the signature would count the one, and a reader the other."""
    once, headers = f'("@path" "zc-device");created=1;keyid="{SIGNER.key}"', {"zc-device": "W-1"}
    assert messages._plain_base(request_of(headers), once) is not None
    assert messages._plain_base(request_of(headers), once.replace('"zc', '"zc-device" "zc', 1)) is None
    assert messages._plain_base(request_of(headers | {"Zc-Device": "W-2"}), once) is None
