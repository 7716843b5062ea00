"""Who holds a paper at home reads where the hall is and when somebody is there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.domain import commands as cmd
from app.domain.case import Case
from app.domain.paper import PaperKind
from printing.compose import compose
from printing.compose_base import hall_words
from printing.fonts import Fonts
from printing.layout import render_pdf
from tests.app.domain.kit import PLACE, Counter
from tests.printing.test_compose_course import tolerated

ADDRESS, HOURS = "沈阳市铁西区示例路1号", "工作日8:30—16:30"


def at_home(case: Case) -> Case:
    """The case of a hall whose profile knows where it is."""
    placed = (replace(each, place=replace(each.place, address=ADDRESS, hours=HOURS)) for each in case.papers)
    return replace(case, papers=tuple(placed))


@pytest.fixture
def read(fonts: Fonts, words: Callable[[bytes], str]) -> Callable[[Counter, Case, PaperKind], str]:
    """The words of a paper of a case."""

    def of(counter: Counter, case: Case, kind: PaperKind) -> str:
        paper = case.papers_of(kind)[-1]
        document = compose(case, paper.document_id, lambda code, version: counter.item)
        return "".join(words(render_pdf(document, fonts)).split())

    return of


def noticed() -> Counter:
    counter = Counter()
    counter.noticed(0)
    return counter


def accepted() -> Counter:
    return Counter().accepted("counter")


@pytest.mark.parametrize(
    ("made", "kind", "desk"),
    [
        pytest.param(noticed, PaperKind.NOTICE, "任一综合窗口", id="D03"),
        pytest.param(accepted, PaperKind.ACCEPTANCE, "发件窗口", id="D02"),
        pytest.param(lambda: tolerated(Counter()), PaperKind.TOLERANCE_NOTICE, "任一综合窗口", id="D07"),
    ],
)
def test_a_paper_that_sends_somebody_to_the_hall_says_where_it_is_and_when_it_is_open(
    read: Callable[[Counter, Case, PaperKind], str], made: Callable[[], Counter], kind: PaperKind, desk: str
) -> None:
    """It named 本中心 under the head of a bureau: who lives in a village asked at the wrong door."""
    counter = made()
    told = read(counter, at_home(counter.need()), kind)
    assert f"铁西区政务服务中心{desk}（{ADDRESS}；{HOURS}）" in told and told.count(ADDRESS) == 1
    bare = read(counter, counter.need(), kind)
    assert f"铁西区政务服务中心{desk}" in bare and "（）" not in bare and "本中心" not in bare


def test_a_pick_up_slip_names_the_hall_beside_its_street(
    read: Callable[[Counter, Case, PaperKind], str],
) -> None:
    """The street alone stood there, with six offices at it."""
    counter = Counter().decided()
    counter.do(cmd.IssuePaper(PaperKind.PICKUP))
    told = read(counter, at_home(counter.need()), PaperKind.PICKUP)
    assert f"铁西区政务服务中心发件窗口（{ADDRESS}）" in told and HOURS in told


@pytest.mark.parametrize(
    ("desk", "told"),
    [
        ("发件窗口", f"铁西区政务服务中心一楼发件窗口（示例路1号；{HOURS}）"),
        ("任一综合窗口", f"铁西区政务服务中心任一综合窗口（示例路1号；{HOURS}）"),
    ],
)
def test_a_profile_whose_address_begins_with_the_desk_sends_nobody_to_the_wrong_one(desk: str, told: str) -> None:
    """What is owed was to be handed in at 一楼发件窗口."""
    place = replace(PLACE, address="一楼发件窗口（示例路1号）", hours=HOURS)
    assert hall_words(place, desk) == told


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("铁西区政务服务中心一楼发件窗口（示例路1号）", "铁西区政务服务中心一楼发件窗口（示例路1号）"),
        ("铁西区政务服务中心（示例路1号）", "铁西区政务服务中心发件窗口（示例路1号）"),
        ("示例路1号一楼综合窗口（东门）", "铁西区政务服务中心发件窗口（示例路1号一楼综合窗口（东门））"),
    ],
)
def test_however_a_profile_wrote_its_address_the_hall_stands_once_and_the_street_is_there(
    address: str, told: str
) -> None:
    """The hall stood twice, and of a street before the desk only 东门 was left."""
    assert hall_words(replace(PLACE, address=address), "发件窗口") == told
