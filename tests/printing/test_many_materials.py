"""Twenty materials on the papers of 受理: a person at home goes through them with a pencil."""

from __future__ import annotations

from dataclasses import replace

import pytest

from printing.documents import Acceptance, ToleranceNotice
from printing.documents.intake import HandedIn
from printing.fonts import Fonts
from printing.layout import layout
from printing.page import Page, Text

NAME = "医疗卫生机构拟聘用护士或助产士岗位的有效证明"


def cells(pages: list[Page], count: int) -> list[str]:
    """The runs that are a number of the list alone."""
    texts = [op for page in pages for op in page.ops if isinstance(op, Text)]
    return [op.text for op in texts if op.size == 10.5 and op.text in {str(n) for n in range(1, count + 1)}]


@pytest.mark.parametrize("paper", [Acceptance.sample(), ToleranceNotice.sample()], ids=["D02", "D07"])
def test_many_materials_stand_in_a_list_with_their_number_and_a_few_in_a_sentence(
    fonts: Fonts, paper: Acceptance | ToleranceNotice
) -> None:
    """Twenty names ran on through a page and a half, and nobody found the one she looked for."""
    many = tuple(HandedIn(f"{NAME}{n}", "复印件", 2, "核对后原件退回") for n in range(1, 21))
    pages = layout(replace(paper, materials=many), fonts)
    assert [n for n in cells(pages, 20) if int(n) > 1] == [str(n) for n in range(2, 21)]
    told = "".join(op.text for page in pages for op in page.ops if isinstance(op, Text))
    assert "共20项：" in told.replace(" ", "") and told.count("核对后原件退回") == 20
    few = layout(replace(paper, materials=many[:6]), fonts)
    assert [n for n in cells(few, 20) if int(n) > 1] == []
