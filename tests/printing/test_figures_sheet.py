"""R09 of long spans: what stands under the bars is read by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from app.domain.conduct import Conduct
from app.domain.figures import Figures
from app.domain.figures_table import tables
from printing.documents.figures import FiguresSheet
from printing.fonts import Fonts
from printing.layout import layout
from printing.layouts.figures import LABEL
from printing.page import Text
from printing.text import text_width


@pytest.mark.parametrize("days", [7, 62, 1826])
def test_no_day_and_no_month_under_the_chart_runs_into_the_next(fonts: Fonts, days: int) -> None:
    """Of five years it read 2021/122022/4: the first month was moved off the margin, onto the second."""
    first = date(2021, 12, 1)
    span = [first + timedelta(days=n) for n in range(days)]
    found = Figures(first, span[-1], dict.fromkeys(span, 300), dict.fromkeys(span, 290))
    paper = replace(FiguresSheet.sample(), tables=tables(found, Conduct(first, span[-1], 0, 0, ())))
    labels = [
        op for op in layout(paper, fonts)[0].ops if isinstance(op, Text) and op.size == LABEL and "/" in op.text
    ]
    ends = [(op.x, op.x + text_width(fonts, op.text, op.face, op.size)) for op in labels]
    assert len(ends) >= 7 and all(left - right > 0.9 for (_, right), (left, _) in pairwise(ends))
