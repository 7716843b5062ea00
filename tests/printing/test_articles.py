"""A paper names the articles, the portal and the hotline of the province whose rules its case follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.domain import commands as cmd
from app.domain.entrances import entrance_words, province_of
from app.domain.materials import MaterialStatus
from app.domain.paper import PaperKind
from app.domain.rules import parse_rules
from app.domain.time import at
from printing.compose import compose
from printing.compose_day import Stamp
from printing.fonts import Fonts
from printing.layout import render_pdf
from tests.app.domain.kit import CLERK, FOOD, MONDAY, PLACE, RESOURCES, Counter, faulty, good

Told = Callable[[Counter, PaperKind], str]
ELEVENTH = "《浙江省保障“最多跑一次”改革规定》第十一条"
TWENTY_SECOND = "《辽宁省推进“最多跑一次”规定》第二十二条"


@pytest.fixture
def told(fonts: Fonts, words: Callable[[bytes], str]) -> Told:
    """The words of the newest paper of a kind."""

    def read(counter: Counter, kind: PaperKind) -> str:
        paper = counter.need().papers_of(kind)[-1]
        document = compose(counter.need(), paper.document_id, lambda code, version: counter.item)
        return "".join(words(render_pdf(document, fonts)).split())

    return read


def at_the_counter(province: str) -> Counter:
    counter = Counter(FOOD)
    counter.rules = parse_rules((RESOURCES / f"rules/{province}.toml").read_text("utf-8"))
    return counter


def notice(counter: Counter) -> PaperKind:
    counter.told(0)
    return PaperKind.NOTICE


def overdue(counter: Counter) -> PaperKind:
    counter.told(0)
    counter.now = at(2026, 10, 26, 9)
    counter.do(cmd.ProposeDeemedWithdrawal())
    counter.do(cmd.ConfirmDeemedWithdrawal(counter.now.ms))
    return PaperKind.DEEMED_WITHDRAWAL


def still_failing(counter: Counter) -> PaperKind:
    counter.told(0)
    counter.do(cmd.TakeCorrection((faulty(counter.rows[0]),), complete=True))
    counter.do(cmd.Decline("materials", "补正后仍缺少平面图"))
    return PaperKind.NON_ACCEPTANCE


def no_licence(counter: Counter) -> PaperKind:
    counter.item = counter.guide = replace(counter.item, item=replace(counter.item.item, kind="公共服务"))
    counter.accepted()
    return PaperKind.ACCEPTANCE


def tolerant(counter: Counter) -> PaperKind:
    counter.offer("tolerable")
    row = counter.rows[0]
    counter.received(replace(faulty(row), status=MaterialStatus.TOLERATED))
    counter.credit()
    counter.do(cmd.PledgeTolerance((row.line_id,), "现场", "signed"))
    counter.do(cmd.Accept("counter"))
    return PaperKind.TOLERANCE_NOTICE


def rated(counter: Counter) -> PaperKind:
    counter.received(*(good(row) for row in counter.rows))
    counter.do(cmd.IssuePaper(PaperKind.RATING_SLIP))
    return PaperKind.RATING_SLIP


@pytest.mark.law("J10", "J11", "B3-11")
@pytest.mark.parametrize(
    ("course", "there", "here"),
    [
        (notice, ELEVENTH + "第三款", TWENTY_SECOND),
        (overdue, ELEVENTH + "第三款", TWENTY_SECOND),
        (still_failing, ELEVENTH + "第三款", TWENTY_SECOND),
        (no_licence, ELEVENTH + "第一款", TWENTY_SECOND),
        (tolerant, ELEVENTH + "第二款", TWENTY_SECOND + "第三款"),
        (rated, "浙里办、浙江政务服务网", "辽事通、辽宁政务服务网"),
    ],
)
def test_no_paper_of_one_province_stands_on_the_rules_or_sends_to_the_portal_of_another(
    told: Told, course: Callable[[Counter], PaperKind], there: str, here: str
) -> None:
    for province, own, others in (
        ("zhejiang", there, ("辽宁", "辽事通", "8890")),
        ("liaoning", here, ("浙",)),
    ):
        counter = at_the_counter(province)
        said = told(counter, course(counter))
        assert own in said, f"{province}: {said}"
        assert not [word for word in others if word in said], f"{province}: {said}"


@pytest.mark.parametrize(
    "course", [notice, overdue, still_failing, no_licence, tolerant, rated], ids=lambda course: course.__name__
)
@pytest.mark.parametrize("known", [True, False], ids=["whole-country", "newer-program"])
def test_a_paper_of_a_province_that_is_not_known_cites_what_the_whole_country_has(
    told: Told, course: Callable[[Counter], PaperKind], known: bool
) -> None:
    """Also where the set of rules came with a case from a newer program, and this one has never heard of it."""
    counter = at_the_counter("national")
    if not known:
        counter.rules = replace(counter.rules, id="guangdong-2028", province="44")
    said = told(counter, course(counter))
    assert not [word for word in ("辽宁", "辽事通", "8890", "浙") if word in said], said
    assert "《优化营商环境条例》第三十六条" in said or "标准化规范化便利化" in said or "国家政务服务平台" in said
    assert "国家政务服务平台、国家政务服务平台" not in said, "website and app are of one name there"


def test_a_hall_with_a_rule_set_of_its_own_names_the_entrances_of_its_province() -> None:
    assert province_of("hangzhou-2025", "330106") == "33" and province_of("shenyang-2025", "210106") == "21"
    assert province_of("zhejiang-2019", "210106") == "33", (
        "the rules of the case say it, not where a copy lies"
    )
    assert "浙里办" in entrance_words("33") and "8890" not in entrance_words("33")
    assert entrance_words("44") == entrance_words("") and "国家政务服务平台" in entrance_words("44"), (
        "a province that is not known here has no portal of another"
    )
    assert province_of("guangdong-2028", "440305") == "44" and province_of("guangdong-2028") == ""


def test_a_sheet_of_the_pad_names_the_portal_of_the_province_that_the_hall_stands_in() -> None:
    for division, portal in (("330106", "浙江政务服务网"), ("440305", "国家政务服务平台")):
        stamp = Stamp(replace(PLACE, division=division), CLERK, MONDAY, "演练2026-01")
        assert portal in entrance_words(stamp.envelope("2026-D07-P000001").province)
