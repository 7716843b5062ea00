"""The text block: what the chip says arrives unaltered, what cannot be is refused, what is doubtful is said."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.people import CardKind, IdCardReading
from devices.sam.cards import SAMPLE_PHOTO, SAMPLES
from devices.sam.protocol import CardContent, PayloadError
from devices.sam.text_block import (
    LAYOUTS,
    build_new_address,
    build_text_block,
    parse_fields,
    parse_new_address,
    reading_of,
    with_new_address,
)


def read(kind: CardKind = CardKind.RESIDENT, photo: bytes = SAMPLE_PHOTO, **changes: str) -> IdCardReading:
    """The reading of a sample card with some fields changed."""
    return reading_of(CardContent(build_text_block(kind, {**SAMPLES[kind], **changes}), photo))


@pytest.mark.parametrize("kind", CardKind)
def test_all_fields_of_a_kind_come_back(kind: CardKind) -> None:
    found, fields = parse_fields(build_text_block(kind, SAMPLES[kind]))
    assert found is kind
    assert {name: text for name, text in fields.items() if text} == SAMPLES[kind]


@pytest.mark.parametrize("kind", CardKind)
def test_fields_of_a_layout_do_not_overlap(kind: CardKind) -> None:
    taken = sorted((field.offset, field.offset + field.size) for field in LAYOUTS[kind])
    assert all(end <= start for (_, end), (start, _) in pairwise(taken))
    assert taken[-1][1] <= 256


def test_a_resident_card_is_read_as_printed() -> None:
    reading = read()
    assert (reading.name, reading.sex, reading.nation) == ("张三", "1", "01")
    assert (reading.birth, reading.number) == ("18800101", "440524188001010014")
    assert (reading.address, reading.issuer) == ("广东省汕头市潮阳区测试路1号", "汕头市公安局")
    assert (reading.valid_from, reading.valid_to) == ("20200101", "长期")
    assert (len(reading.raw_text), reading.photo_state, reading.warnings) == (256, "not_decoded", ())


def test_a_residence_permit_brings_its_pass_number() -> None:
    reading = read(CardKind.HMT)
    assert (reading.pass_number, reading.issue_count, reading.nation) == ("M00000000", "01", "")


@pytest.mark.parametrize("kind", [CardKind.FOREIGNER_2017, CardKind.FOREIGNER_2023])
def test_a_foreigner_brings_both_names_and_the_country(kind: CardKind) -> None:
    reading = read(kind)
    assert (reading.name, reading.english_name, reading.country) == ("测试", "TEST, SAMPLE ONE", "CAN")
    assert (reading.nation, reading.warnings) == ("", ())


def test_a_foreigner_without_a_chinese_name_is_called_by_the_english_one() -> None:
    assert read(CardKind.FOREIGNER_2017, name="").name == "TEST, SAMPLE ONE"


def test_an_english_name_keeps_the_space_at_the_seam() -> None:
    first = "ABCDEFGHIJKLMNOPQRSTUVWXYZ, ABCDEF "
    reading = read(CardKind.FOREIGNER_2023, english_name=first, english_rest="SECOND")
    assert reading.english_name == first + "SECOND"


@pytest.mark.law("B7-24")
@pytest.mark.parametrize("name", ["㛃", "𠮷野", "㐂㐃", "\uf900"])
def test_rare_characters_arrive_code_point_for_code_point(name: str) -> None:
    assert read(name=name).name == name
    assert read(name=name).warnings == ()


@pytest.mark.parametrize("name", ["张\ue001", "张\ufffd", "张\U000f0001", "张\x07"])
def test_characters_that_may_not_show_are_said(name: str) -> None:
    assert read(name=name).warnings == ("private-use-character",)


def test_half_a_surrogate_pair_is_said_and_does_not_crash() -> None:
    block = bytearray(build_text_block(CardKind.RESIDENT, SAMPLES[CardKind.RESIDENT]))
    block[2:4] = b"\x00\xd8"
    assert "private-use-character" in reading_of(CardContent(bytes(block), SAMPLE_PHOTO)).warnings


@pytest.mark.parametrize(
    ("changes", "warning"),
    [
        ({"birth": "18800102"}, "birth-mismatch"),
        ({"sex": "2"}, "sex-mismatch"),
        ({"number": "440524188001010015"}, "check-digit"),
        ({"number": "４40524188001010014"}, "number-format"),
        ({"nation": "77"}, "unknown-nation"),
        ({"sex": "7"}, "unknown-sex"),
        ({"valid_from": "00000000"}, "zero-date"),
        ({"valid_to": "20230231"}, "impossible-date"),
    ],
)
def test_a_doubt_is_said_and_nothing_is_altered(changes: dict[str, str], warning: str) -> None:
    reading = read(**changes)
    assert reading.warnings == (warning,)
    assert all(getattr(reading, name) == text for name, text in changes.items())


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": ""}, "blank"),
        ({"number": ""}, "blank"),
        ({"birth": "00000000"}, "zero-date"),
        ({"valid_from": "00000000", "valid_to": "00000000"}, "zero-date"),
        ({"birth": "1880年"}, "bad-date"),
        ({"valid_to": ""}, "bad-date"),
        ({"valid_to": "短期"}, "bad-date"),
    ],
)
def test_what_cannot_be_a_card_is_refused(changes: dict[str, str], code: str) -> None:
    with pytest.raises(PayloadError, match=code):
        read(**changes)


def test_an_unknown_mark_is_refused_and_zeros_pass_for_spaces() -> None:
    block = bytearray(build_text_block(CardKind.RESIDENT, SAMPLES[CardKind.RESIDENT]))
    block[248:250] = b"Z\x00"
    with pytest.raises(PayloadError, match="unknown-kind"):
        parse_fields(bytes(block))
    assert parse_fields(bytes(block[:220]) + bytes(36))[0] is CardKind.RESIDENT
    with pytest.raises(PayloadError, match="text-size"):
        parse_fields(bytes(block[:-2]))


def test_a_strange_portrait_does_not_spoil_the_text() -> None:
    reading = read(photo=bytes(1024))
    assert (reading.name, reading.photo_state) == ("张三", "unavailable")


def test_the_portrait_is_kept_only_on_request() -> None:
    content = CardContent(build_text_block(CardKind.RESIDENT, SAMPLES[CardKind.RESIDENT]), SAMPLE_PHOTO)
    assert reading_of(content).photo_wlt == b""
    assert reading_of(content, keep_photo=True).photo_wlt == SAMPLE_PHOTO


def test_neither_text_nor_portrait_shows_in_a_log() -> None:
    reading = reading_of(
        CardContent(build_text_block(CardKind.RESIDENT, SAMPLES[CardKind.RESIDENT]), SAMPLE_PHOTO)
    )
    assert "raw_text" not in repr(reading) and "photo_wlt" not in repr(reading)


def test_an_appended_address_joins_the_reading_with_its_doubts() -> None:
    address = "辽宁省沈阳市测试路2号"
    assert parse_new_address(build_new_address(address)) == address
    assert with_new_address(read(), address).new_address == address
    assert with_new_address(read(), "测试\ue001路").warnings == ("private-use-character",)
    with pytest.raises(PayloadError, match="lengths"):
        parse_new_address(bytes(68))


@given(st.binary(min_size=256, max_size=256))
def test_no_block_crashes_the_parser(block: bytes) -> None:
    try:
        reading_of(CardContent(block, SAMPLE_PHOTO))
    except PayloadError as error:
        assert error.code in {"unknown-kind", "blank", "zero-date", "bad-date"}


texts = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=15)


@given(texts, texts, st.sampled_from(CardKind))
def test_what_is_built_is_read(name: str, issuer: str, kind: CardKind) -> None:
    fields = {"name": name, "issuer": issuer[:4]}
    _, found = parse_fields(
        build_text_block(kind, {k: v for k, v in fields.items() if k in {f.name for f in LAYOUTS[kind]}})
    )
    assert found["name"] == name


def test_texts_that_do_not_fit_and_unknown_fields_are_refused() -> None:
    with pytest.raises(ValueError, match="fit"):
        build_text_block(CardKind.RESIDENT, {"name": "长" * 16})
    with pytest.raises(ValueError, match="no field"):
        build_text_block(CardKind.RESIDENT, {"pass_number": "M"})
