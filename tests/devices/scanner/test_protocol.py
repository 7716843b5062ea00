"""What was scanned is told right, and a scanner's typing is never mixed up with a person's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.custody import bundle_code
from devices.scanner.protocol import (
    FORMS,
    Key,
    Splitter,
    WedgeDecoder,
    decode,
    post_check_digit,
    recognise,
    scan_of,
    typed_text,
)
from printing.layouts.label import BundleLabel


@pytest.mark.parametrize(
    ("text", "kind", "value", "doubt"),
    [
        ("演沈西市监补〔2026〕D07-000123号", "paper", "演沈西市监补〔2026〕D07-000123号", ""),
        ("沈西市监受〔2026〕000123号\nMEUCIQ==", "paper", "沈西市监受〔2026〕000123号", ""),
        ("YL26D07000123", "paper", "YL26D07000123", ""),
        ("ZC0123456789AB", "paper", "ZC0123456789AB", ""),
        ("RR473124829CN", "waybill", "RR473124829CN", ""),
        ("RR473124820CN", "waybill", "RR473124820CN", "check-digit"),
        ("B-Z01-000012", "bundle", "B-Z01-000012", ""),
        ("B-D07-0091-2", "bundle", "B-D07-0091-2", ""),
        ("B-BLATT", "unknown", "B-BLATT", ""),
        ("ZB2026A00017", "bundle", "ZB2026A00017", ""),
        ("https://licence.invalid/?uniscid=91110000600037341L", "uscc", "91110000600037341L", ""),
        ("1.2.156.3005.2.1.2.3.4.5", "licence", "1.2.156.3005.2.1.2.3.4.5", "check-digit"),
        ("javascript:alert(1)", "unknown", "javascript:alert(1)", ""),
    ],
)
def test_a_code_is_taken_for_what_it_is(text: str, kind: str, value: str, doubt: str) -> None:
    found = recognise(text)
    assert (found.kind, found.value, found.doubt, found.text) == (kind, value, doubt, text)


def test_the_halls_own_forms_go_first() -> None:
    forms = {"licence": "LN-[0-9a-f]{32}", "waybill": "[0-9]{13}"}
    assert recognise("LN-" + "0" * 32, forms).kind == "licence"
    assert recognise("1234567890123", forms).kind == "waybill"
    assert recognise("1234567890123").kind == "unknown"


def test_the_example_of_the_postal_union_has_its_check_digit() -> None:
    assert post_check_digit("47312482") == "9"


def test_bytes_that_are_no_text_are_unreadable_and_not_guessed() -> None:
    assert scan_of(b"\xff\xfe\x00").doubt == "unreadable"
    assert decode("张三𬱖".encode("gb18030")) == ("张三𬱖", True)


@given(
    st.lists(st.binary(min_size=1, max_size=30).filter(lambda b: not set(b) & set(b"\r\n\t")), max_size=6),
    st.integers(1, 7),
)
def test_codes_survive_any_cutting_of_the_stream(codes: list[bytes], size: int) -> None:
    stream = b"".join(code + b"\r\n" for code in codes)
    splitter = Splitter()
    found = [code for at in range(0, len(stream), size) for code in splitter.feed(stream[at : at + size])]
    assert found == codes
    assert not splitter.partial


# --- keyboard -------------------------------------------------------------------------------------

FAST, SLOW = 0.004, 0.12


def burst(
    text: str, start: float = 0.0, pace: float = FAST, end: bool = True, caps: bool = False
) -> list[Key]:
    """Key presses of a text."""
    keys = [Key(sign, start + number * pace, caps=caps) for number, sign in enumerate(text)]
    return [*keys, Key("\r", start + len(text) * pace, end=True)] if end else keys


def fed(keys: list[Key]) -> tuple[list[str], str]:
    """(codes, what reached the field) of key presses, time run out at the end."""
    decoder = WedgeDecoder()
    scans, through = [], []
    for key in keys:
        typed = decoder.press(key)
        through.extend(typed.keys)
        scans.extend([typed.scan.text] if typed.scan else [])
    through.extend(decoder.due(keys[-1].at + 9).keys if keys else ())
    assert decoder.deadline is None
    return scans, "".join(key.text for key in through)


def test_a_scanner_is_heard_and_nothing_reaches_the_field() -> None:
    assert fed(burst("YL26D07000123")) == (["YL26D07000123"], "")


def test_a_person_is_never_taken_for_a_scanner() -> None:
    assert fed(burst("zhangsan", pace=SLOW)) == ([], "zhangsan\r")
    assert fed(burst("abc")) == ([], "abc\r")
    assert fed(burst("nodeadkeys", end=False)) == ([], "nodeadkeys")


def test_a_person_who_types_before_a_scan_keeps_her_letters() -> None:
    assert fed([Key("a", 0.0), *burst("YL26D07000123", start=1.0)]) == (["YL26D07000123"], "a")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("ＹＬ２６Ｄ０７０００１２３", "YL26D07000123"),
        ("https：／／a。b？c＝1", "https://a.b?c=1"),
        ("【a】、《b》", "[a]\\<b>"),
    ],
)
def test_an_input_method_does_not_spoil_a_code(typed: str, code: str) -> None:
    assert fed(burst(typed)) == ([code], "")


def test_caps_lock_does_not_turn_a_code_round() -> None:
    assert fed(burst("yl26d07000123", caps=True)) == (["YL26D07000123"], "")
    assert typed_text(burst("张SAN", end=False, caps=True)) == "张san"


def test_a_shortcut_inside_a_code_presses_nothing() -> None:
    keys = burst("YL26D07000123")
    keys.insert(5, Key("s", keys[4].at + 0.001, command=True))
    assert fed(keys) == (["YL26D07000123"], "")


def test_a_shortcut_of_a_person_goes_through() -> None:
    assert fed([Key("s", 0.0, command=True)]) == ([], "s")


@given(st.lists(st.tuples(st.sampled_from("abz19"), st.sampled_from([FAST, SLOW])), max_size=40))
def test_no_key_is_ever_lost_or_doubled(presses: list[tuple[str, float]]) -> None:
    keys, now = [], 0.0
    for sign, pause in presses:
        now += pause
        keys.append(Key(sign, now, end=sign == "9"))
    scans, through = fed(keys)
    ends = sum(1 for sign, _ in presses if sign == "9")
    total = sum(map(len, scans)) + len(through) + len(scans)
    assert total == len(presses)
    assert through.count("9") + len(scans) == ends


def test_the_labels_we_print_on_bundles_are_bundles_whatever_form_a_hall_has_of_its_own() -> None:
    first = bundle_code("26D07000122", ())
    for code in (first, bundle_code("26D07000122", (first,)), BundleLabel.sample().code):
        for forms in (FORMS, {"bundle": "K[0-9]+"}):
            assert (recognise(code, forms).kind, recognise(code, forms).value) == ("bundle", code)
