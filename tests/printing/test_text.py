"""Lines break as in a printed book: no closing mark begins a line, no opening mark ends one, no number is torn."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from printing.fonts import Face, Fonts
from printing.text import (
    CLOSING,
    NO_END,
    NO_START,
    TIGHTEST,
    Style,
    bold,
    break_lines,
    lines_of,
    may_break,
    set_line,
    shrunk,
)

MIXED = st.text("张三于年月日第条（《“，。；：、”》）2026D-07 abc", min_size=1, max_size=120)


def _strings(fonts: Fonts, text: str, room: float, indent: float = 0.0) -> list[str]:
    return [
        "".join(g.character for g in line.glyphs)
        for line in break_lines(text, fonts, Face.SERIF, room, indent)
    ]


@given(text=MIXED)
def test_no_character_is_lost_and_no_line_is_too_wide(fonts: Fonts, text: str) -> None:
    lines = break_lines(text, fonts, Face.SERIF, 12.0)
    kept = "".join(g.character for line in lines for g in line.glyphs)
    assert kept.replace(" ", "") == text.replace(" ", "")
    for line in lines:
        assert line.width <= 12.0 + TIGHTEST * len(line.glyphs) + 1e-6 or len(line.glyphs) == 1


@given(text=MIXED)
def test_marks_stand_where_they_belong(fonts: Fonts, text: str) -> None:
    lines = _strings(fonts, text, 30.0)
    for before, line in pairwise(lines):
        # A run of marks longer than a line leaves no lawful place to break.
        run = before[-8:] + line[:8]
        if any(may_break(a, b) for a, b in pairwise(before)) and not set(run) <= NO_START | NO_END:
            assert line[0] not in NO_START
            assert before[-1] not in NO_END


def test_number_year_and_masked_identity_stay_whole(fonts: Fonts) -> None:
    for room in range(11, 30):
        joined = "|".join(_strings(fonts, "于2026年收件证件2101**********0014编号D07-000123止", float(room)))
        for whole in ("2026", "2101**********0014", "D07-000123"):
            assert whole in joined, (room, joined)


def test_weekday_stays_whole(fonts: Fonts) -> None:
    for room in range(4, 20):
        assert "星期五" in "|".join(
            _strings(fonts, "补正截止日期为十月二十三日即星期五下午五点", float(room))
        )


def test_closing_mark_hangs_instead_of_taking_a_character_down(fonts: Fonts) -> None:
    assert _strings(fonts, "一二三四五六七八九。十", 9.5) == ["一二三四五六七八九。", "十"]


def test_neighbouring_marks_close_up(fonts: Fonts) -> None:
    apart = break_lines("甲）乙，丙", fonts, Face.SERIF, 40)[0].width
    together = break_lines("甲乙），丙", fonts, Face.SERIF, 40)[0].width
    assert apart - together == 0.5


def test_first_line_is_indented_and_full_lines_reach_the_edge(fonts: Fonts) -> None:
    style = Style(size=12.0, indent=2.0)
    lines = lines_of("依据规定现一次性告知如下" * 12, fonts, style, 168.0)
    assert len(lines[0].glyphs) == len(lines[1].glyphs) - 2
    ops = set_line(lines[1], fonts, style, 21.0, 0.0, 168.0)
    (text,) = ops
    end = text.x + len(text.text) * (style.em + text.spacing) - text.spacing  # type: ignore[union-attr]
    assert abs(end - 189.0) < 0.01


def test_bold_words_break_like_others_and_keep_their_weight(fonts: Fonts) -> None:
    style = Style(size=12.0)
    lines = lines_of(["至", bold("2026年10月23日（星期五）"), "止"], fonts, style, 30.0)
    faces = {
        op.face  # type: ignore[union-attr]
        for line in lines
        for op in set_line(line, fonts, style, 0.0, 0.0, 30.0)
    }
    assert faces == {Face.SERIF, Face.SERIF_BOLD}


def test_line_that_would_stay_ragged_is_set_a_little_tighter(fonts: Fonts) -> None:
    style = Style(size=12.0)
    text = "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十至（星期五）止"
    room = 34.7 * style.em
    first = lines_of(text, fonts, style, room)[0]
    assert "".join(g.character for g in first.glyphs).endswith("（星期五）")
    (op,) = set_line(first, fonts, style, 0.0, 0.0, room)
    assert -TIGHTEST * style.em <= op.spacing < 0  # type: ignore[union-attr]


def test_line_feed_ends_a_line_and_an_empty_text_has_none(fonts: Fonts) -> None:
    assert _strings(fonts, "甲\n\n乙", 10.0) == ["甲", "", "乙"]
    assert _strings(fonts, "", 10.0) == []


def test_long_issuer_is_set_smaller(fonts: Fonts) -> None:
    name = "沈阳经济技术开发区营商环境建设部（沈阳市铁西区营商环境建设局）行政审批服务中心"
    assert 13 <= shrunk(fonts, name, Face.SERIF_BOLD, 21, 168, 13) < 21
    assert shrunk(fonts, "某局", Face.SERIF_BOLD, 21, 168, 13) == 21


def test_closing_marks_never_begin_a_line_by_definition() -> None:
    assert CLOSING <= NO_START
