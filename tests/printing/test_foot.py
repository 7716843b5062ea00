"""The strip at the foot of a sheet promises only what can be done, and nothing above it runs into something else."""

from __future__ import annotations

import pytest

from printing.documents import Paper, RatingSlip, Receipt, TurnAwaySlip, all_papers
from printing.documents.daily import PadSheet
from printing.documents.parcels import ParcelList
from printing.fonts import Fonts
from printing.layout import layout, on_sheet
from printing.layouts.sizes import A5, A5_PAPERS
from printing.page import Line, Text
from printing.text import text_width


def foot(paper: Paper, fonts: Fonts) -> str:
    return "".join(op.text for op in layout(paper, fonts)[0].ops if isinstance(op, Text) and op.y > 257)


@pytest.mark.parametrize("paper", [PadSheet.sample(), ParcelList.sample()])
def test_a_sheet_without_a_case_does_not_send_people_to_look_one_up(fonts: Fonts, paper: Paper) -> None:
    """The sheet of the pad said 凭办件编号查询进度 and bore no such number."""
    words = foot(paper, fonts)
    assert "查询进度" not in words and "投诉与建议 12345" in words and "政务热线" in words


@pytest.mark.parametrize(
    ("paper", "how"), [(Receipt.sample(), "扫码或凭办件编号查询进度"), (TurnAwaySlip.sample(), "扫码查询进度")]
)
def test_a_paper_with_a_case_or_a_code_says_how_to_look_it_up(fonts: Fonts, paper: Paper, how: str) -> None:
    """A slip without a number sent people to ask by their number."""
    words = foot(paper, fonts)
    assert how in words and ("办件编号" in words) is bool(paper.envelope.case_number)


def test_the_line_to_sign_on_ends_clear_of_the_name_of_the_office_on_a_small_sheet(fonts: Fonts) -> None:
    """On A5 the line ran into the name of the office beside it, as if it were one word."""
    close = []
    for kind in (kind for kind in all_papers() if kind.KIND in A5_PAPERS):
        paper = on_sheet(kind.sample(), "A5")
        for page in layout(paper, fonts):
            ends = [op.x2 for op in page.ops if isinstance(op, Line) and op.x1 > A5.left + 5 and op.x2 < A5.right - 40]
            office = [op for op in page.ops if isinstance(op, Text) and op.text == paper.envelope.authority]
            begins = [op.x for op in office if op.x > 60]  # over the seal, not in the head
            close += [(kind.KIND, b - e) for e in ends for b in begins if b - e < 2.5]
    assert close == []


def test_some_paper_has_both_a_line_to_sign_on_and_an_office_beside_it(fonts: Fonts) -> None:
    """The control of the test above."""
    page = layout(on_sheet(Receipt.sample(), "A5"), fonts)[-1]
    name = next(op for op in page.ops if isinstance(op, Text) and op.text == Receipt.sample().envelope.hall)
    assert text_width(fonts, name.text, name.face, name.size) > 20
    assert any(isinstance(op, Line) and A5.left + 5 < op.x1 and op.x2 < name.x for op in page.ops)


def test_the_line_for_a_telephone_number_is_one_line_on_a_small_sheet(fonts: Fonts) -> None:
    """A third of it stood alone at the left of the next line."""
    for sheet in ("A4", "A5"):
        runs = [op for page in layout(on_sheet(RatingSlip.sample(), sheet), fonts) for op in page.ops]
        lines = {round(op.y, 1) for op in runs if isinstance(op, Text) and "＿" in op.text}
        assert len(lines) == 1
