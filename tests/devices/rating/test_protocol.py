"""Lines of a rating pad: whatever is damaged on the way is no rating."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.rating.protocol import (
    LONGEST,
    Lines,
    Named,
    Press,
    acknowledge,
    acknowledged,
    framed,
    level,
    parse,
)


@given(st.integers(0, 9), st.integers(1, 5), st.integers(0, 7), st.integers(0, 7))
def test_no_single_flipped_bit_turns_one_rating_into_another(number: int, key: int, at: int, bit: int) -> None:
    line = bytearray(framed(f"R,{number},{key}").rstrip())
    assert parse(bytes(line)) == Press(number, key)
    line[at % len(line)] ^= 1 << bit
    with pytest.raises(ValueError):
        parse(bytes(line))


@given(st.binary(max_size=200))
def test_noise_is_never_a_press(noise: bytes) -> None:
    for line in Lines().feed(noise + b"\r\n"):
        assert len(line) <= LONGEST + 1
        try:
            said = parse(line)
        except ValueError:
            continue
        assert isinstance(said, Named), "eight bits of check and a fixed form: not by chance in any of these"


def test_pieces_make_the_same_lines() -> None:
    whole = framed("R,0,5") + framed("I,Pad 3")
    found: list[bytes] = []
    lines = Lines()
    for at in range(len(whole)):
        found += lines.feed(whole[at : at + 1])
    assert [parse(line) for line in found] == [Press(0, 5), Named("Pad 3")]


def test_the_pad_knows_what_was_heard() -> None:
    assert acknowledged(acknowledge(Press(7, 1)).rstrip()) == 7
    assert acknowledged(framed("Q").rstrip()) is None
    with pytest.raises(ValueError):
        acknowledged(framed("R,7,1").rstrip())


def test_keys_count_from_either_side() -> None:
    assert [level(key, 5) for key in (1, 3, 5)] == [1, 3, 5]
    assert [level(key, 1) for key in (1, 3, 5)] == [5, 3, 1]
