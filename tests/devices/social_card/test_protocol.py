"""Bytes of a social security card: what is read is what was written, and nothing a card says can hang the window."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ports.equipment import CardChallenge
from devices.social_card.module import ATR, card_of
from devices.social_card.protocol import (
    APPLICATION,
    HOLDER_SIZE,
    ISSUER_SIZE,
    Answer,
    CardDataError,
    algorithm_of,
    build_records,
    exchange,
    history_of,
    letters,
    parse_records,
    read_records,
    select_file,
    select_name,
)
from devices.social_card.reading import card_number_digit, challenge_line, parse_proof, reading_of

SPECIMEN_ISSUER = bytes.fromhex(
    "0110210100D15600000500000001FFFFFFFF0201330304332E3030040C915600000221000021010001"
    "0504202401010604203401010709413030303030303131"
)
SPECIMEN_HOLDER = (
    bytes.fromhex("0812343430353234313838303031303130303134091ED5C5C8FD")
    + bytes(26)
    + b"\x4e\x14"
    + bytes(20)
    + bytes.fromhex("0A01310B01010C03210102")
    + bytes.fromhex("0D0418800101")
)


def test_the_commands_are_those_of_the_specification() -> None:
    assert select_name(APPLICATION).hex().upper() == "00A404000F7378312E73682EC9E7BBE1B1A3D5CF"
    assert select_file(0xEF05).hex().upper() == "00A4020002EF05"
    assert read_records(ISSUER_SIZE).hex().upper() == "00B2010540"
    assert read_records(HOLDER_SIZE).hex().upper() == "00B201055B"


def test_the_specimen_card_reads_as_it_was_made() -> None:
    made = card_of("3.0")
    assert (made.issuer, made.holder) == (SPECIMEN_ISSUER, SPECIMEN_HOLDER)
    assert (len(made.issuer), len(made.holder)) == (ISSUER_SIZE, HOLDER_SIZE)
    reading = reading_of(SPECIMEN_ISSUER, SPECIMEN_HOLDER, history=history_of(ATR))
    assert (reading.name, reading.number, reading.sex) == ("张三", "440524188001010014", "1")
    assert (reading.birth, reading.nation, reading.region) == ("18800101", "01", "210100")
    assert reading.history == "00814A44468660210100000001"
    assert reading.warnings == ()


def test_the_specifications_own_card_number_has_its_check_digit() -> None:
    assert card_number_digit("D2143569") == "X"
    assert card_number_digit("A0000001") == "1"


def test_a_name_whose_character_is_cut_between_its_two_parts_is_whole() -> None:
    name = "一二三四五六七八九十一二三四𬱖李"
    encoded = name.encode("gb18030")
    assert encoded[:30].decode("gb18030", errors="replace") != encoded[:30].decode("gb18030", errors="ignore")
    holder = card_of(f'{{"version": "2.0", "name": "{name}"}}').holder
    assert reading_of(SPECIMEN_ISSUER, holder).name == name


def test_a_missing_code_is_empty_and_not_full_of_f() -> None:
    holder = build_records({**parse_records(SPECIMEN_HOLDER), 0x0B: b"\xff"})
    assert reading_of(SPECIMEN_ISSUER, holder).nation == ""


def test_zeros_inside_a_text_stay_and_only_the_padding_goes() -> None:
    assert letters("张0三".encode("gb18030") + bytes(5)) == "张0三"


@pytest.mark.parametrize(
    ("tag", "value", "warning"),
    [
        (0x08, b"440524188001010015", "check-digit"),
        (0x08, b"440524188101010012", "birth-mismatch"),
        (0x08, b"HKG000000000000001", "number-format"),
        (0x09, b"\xff\xff", "private-use-character"),
    ],
)
def test_a_doubt_about_the_holder_is_said(tag: int, value: bytes, warning: str) -> None:
    holder = build_records({**parse_records(SPECIMEN_HOLDER), tag: value})
    assert warning in reading_of(SPECIMEN_ISSUER, holder).warnings


def test_a_wrong_card_number_warns_and_does_not_refuse() -> None:
    issuer = build_records({**parse_records(SPECIMEN_ISSUER), 0x07: b"A00000012"})
    assert reading_of(issuer, SPECIMEN_HOLDER).warnings == ("social-card-number",)


@pytest.mark.parametrize("tag", [0x08, 0x09])
def test_a_holder_without_name_or_number_is_refused(tag: int) -> None:
    holder = build_records({**parse_records(SPECIMEN_HOLDER), tag: bytes(18)})
    with pytest.raises(CardDataError):
        reading_of(SPECIMEN_ISSUER, holder)


@given(
    st.dictionaries(st.integers(1, 255), st.binary(min_size=1, max_size=60), max_size=8), st.integers(0, 9)
)
def test_records_come_back_whatever_they_hold(values: dict[int, bytes], padding: int) -> None:
    assert parse_records(build_records(values) + bytes(padding)) == values


@given(st.binary(max_size=120))
def test_torn_records_are_an_error_and_never_anything_else(data: bytes) -> None:
    try:
        parse_records(data)
    except CardDataError as error:
        assert error.code == "record"


@given(st.lists(st.binary(min_size=2, max_size=12), min_size=1, max_size=40))
def test_a_card_that_says_anything_at_all_comes_to_an_end(answers: list[bytes]) -> None:
    asked = []

    def transmit(command: bytes) -> bytes:
        asked.append(command)
        return answers[len(asked) % len(answers)]

    try:
        answer = exchange(transmit, read_records(64))
    except CardDataError:
        pass
    else:
        assert answer.status >> 8 not in {0x61, 0x6C}
    assert len(asked) <= 18


def test_a_long_answer_is_put_together_from_its_pieces() -> None:
    pieces = iter([b"\x61\x02", b"ab\x61\x01", b"c\x90\x00"])
    assert exchange(lambda _: next(pieces), select_name(b"x")) == Answer(b"abc", 0x9000)


@pytest.mark.parametrize(
    ("control", "region", "algorithm"),
    [
        ("6F1C840F7378312E73682EC9E7BBE1B1A3D5CFA50988011E9F0C03860103", "210100", "03"),
        ("6F11840F7378312E73682EC9E7BBE1B1A3D5CF", "110100", "02"),
        ("6F11840F7378312E73682EC9E7BBE1B1A3D5CF", "210100", "01"),
        ("9F0C8601", "210100", "01"),
    ],
)
def test_the_cipher_is_the_one_the_card_names(control: str, region: str, algorithm: str) -> None:
    assert algorithm_of(bytes.fromhex(control), region) == algorithm


@pytest.mark.parametrize(
    ("atr", "history"),
    [
        ("3B6D000000814A44468660210100000001", "00814A44468660210100000001"),
        ("3B8180010080", "00"),
        ("3B", ""),
        ("", ""),
    ],
)
def test_the_history_of_an_answer_to_reset(atr: str, history: str) -> None:
    assert history_of(bytes.fromhex(atr)) == history


def test_the_cipher_machine_is_asked_and_understood_in_its_own_form() -> None:
    asked = CardChallenge("210100", "00", "03", "21", b"\x01" * 8, b"\x02" * 8, b"\x03" * 8, b"\x04" * 8)
    line = challenge_line(asked)
    assert line == f"210100|00|03|21|{'01' * 8}|{'02' * 8}|{'03' * 8}|{'04' * 8}|"
    proof = parse_proof(f"{'AA' * 16}|{'BB' * 16}|")
    assert (proof.expected, proof.opening) == (b"\xaa" * 8, b"\xbb" * 16)
    with pytest.raises(ValueError):
        parse_proof("-2203")
