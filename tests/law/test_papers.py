"""The papers of the standard set as a citizen holds them: made by the use cases, read off the laid-out page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from app.domain.events import Refused
from app.domain.guide import ServiceGuide
from app.domain.materials import FaultCode, as_taken
from app.domain.paper import PaperKind
from app.domain.time import at
from app.errors import RefusedError
from app.usecases.accept import accept
from app.usecases.decide_on_spot import decide_on_spot
from app.usecases.decline import decline
from app.usecases.deemed_withdrawal import confirm_deemed_withdrawal, propose_deemed_withdrawal
from app.usecases.hand_over import hand_over
from app.usecases.issue_notice import issue_notice
from app.usecases.issue_paper import issue_paper
from app.usecases.record_out import record_out
from app.usecases.record_seal import record_seal
from app.usecases.take_correction import take_correction
from printing.compose import compose
from printing.fonts import Fonts
from printing.layout import layout
from printing.page import Modules, Text
from tests.app.domain.kit import NOBODY_ELSE, faulty, guide_of
from tests.app.storage.house import House
from tests.law.ledger import ROOT

FOOD, NURSE = "食品生产许可", "护士执业注册"
AGENT = replace(NOBODY_ELSE, relation="代理人")


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    """The shipped fonts."""
    folder = ROOT / "resources" / "fonts"
    sans, serif = folder / "NotoSansSC-Regular.ttf", folder / "NotoSerifSC-Regular.ttf"
    return Fonts(sans, folder / "NotoSansSC-Bold.ttf", serif, folder / "NotoSerifSC-Bold.ttf",
                 folder / "HanaMinB.ttf")  # fmt: skip


class Counter:
    """A desk whose papers can be read."""

    def __init__(self, house: House, fonts: Fonts) -> None:
        self.house, self.desk, self.fonts = house, house.desk, fonts

    def words(self, case_id: UUID, kind: PaperKind) -> str:
        """What stands on the last paper of ``kind``, without white space. Composing refuses what lacks a ★."""
        case = self.house.case(case_id)
        document = compose(case, case.papers_of(kind)[-1].document_id, _guide)
        pages = layout(document, self.fonts)
        runs = [op.text for page in pages for op in page.ops if isinstance(op, Text)]
        return re.sub(r"\s", "", "".join(runs))

    def codes(self, case_id: UUID, kind: PaperKind) -> set[str]:
        """What a scanner reads off the last paper of ``kind``."""
        case = self.house.case(case_id)
        pages = layout(compose(case, case.papers_of(kind)[-1].document_id, _guide), self.fonts)
        return {op.text for page in pages for op in page.ops if isinstance(op, Modules)}

    def refusal(self, case_id: UUID, *documents: UUID) -> str:
        """Why these papers may not be handed over."""
        with pytest.raises(RefusedError) as raised:
            hand_over(self.desk, case_id, NOBODY_ELSE, documents)
        return raised.value.code

    def seal_all(self, case_id: UUID, *kinds: PaperKind) -> tuple[UUID, ...]:
        """The papers of ``kinds`` come out and are sealed."""
        papers = [self.house.case(case_id).papers_of(kind)[-1] for kind in kinds]
        for paper in papers:
            (job,) = (job for job in self.house.jobs.jobs() if job.document_id == paper.document_id)
            record_out(self.desk, self.house.jobs, job, "clerk")
            record_seal(self.desk, case_id, paper.document_id, "行政审批专用章", "赵六", "盖章室")
        return tuple(paper.document_id for paper in papers)


def _guide(code: str, version: str) -> ServiceGuide | None:
    return next((g for g in (guide_of(FOOD), guide_of(NURSE)) if g.item.code == code), None)


@pytest.fixture
def counter(tmp_path: Path, fonts: Fonts) -> Iterator[Counter]:
    """A device with numbers, blanks and two guides, on Monday, 28 September 2026."""
    house = House(tmp_path / "house", copied=True)
    yield Counter(house, fonts)
    house.close()


def has(text: str, *wanted: str) -> None:
    """All of ``wanted`` stand in ``text``."""
    assert not [words for words in wanted if words not in text], text


@pytest.mark.law("D01", "B3-1")
def test_the_receipt_lists_what_was_taken_to_the_minute_and_by_when_a_notice_must_come(
    counter: Counter,
) -> None:
    case = counter.house.take_in(wrong=1)
    text = counter.words(case, PaperKind.RECEIPT)
    rows = counter.house.case(case).materials
    has(text, "收件凭证", "沈阳样例食品有限公司", FOOD, "2026年9月28日10时30分", "2026年10月10日（星期六）")
    has(text, *(row.name for row in rows[1:]), "钱收件", "12345", "收件专用章")
    has(text, "最迟2026年10月10日（星期六）。同时拿到一次性告知书或者受理通知书的，日期以那一份为准")
    assert rows[0].name not in text, "what is missing was not received"
    receipt = counter.house.case(case).papers_of(PaperKind.RECEIPT)[0]
    assert counter.refusal(case, receipt.document_id) == "ZC-CASE-05", "a receipt is no result"


@pytest.mark.law("L24", "P12", "D03")
def test_the_notice_says_every_fault_what_to_do_until_when_and_what_follows(counter: Counter) -> None:
    case = counter.house.noticed()
    text = counter.words(case, PaperKind.NOTICE)
    faults = counter.house.case(case).notices[0].faults
    assert len(faults) == 2
    for fault in faults:
        has(text, fault.material, fault.finding, re.sub(r"\s", "", fault.correction))
    has(text, "15个工作日", "2026年10月23日（星期五）", "视为撤回申请", "书面说明不予受理的理由")
    has(text, "以上为需要补正的全部内容", "专用印章")
    with pytest.raises(RefusedError, match="ZC-CASE-05"):
        issue_notice(counter.desk, case)


@pytest.mark.law("D01b", "B3-10")
def test_a_part_of_the_correction_is_receipted_with_what_is_still_owed(counter: Counter) -> None:
    case = counter.house.noticed()
    one, other = counter.house.case(case).open_faults
    with pytest.raises(RefusedError, match="ZC-CASE-20"):
        take_correction(counter.desk, case, ())
    take_correction(counter.desk, case, (as_taken(one, 1, 0),))
    text = counter.words(case, PaperKind.CORRECTION_RECEIPT)
    notice = counter.house.case(case).notices[0]
    has(text, "补正材料收件凭证", notice.number, one.name, other.name, "2026年10月23日（星期五）")
    take_correction(counter.desk, case, (as_taken(other, 1, 0),))
    last = counter.words(case, PaperKind.CORRECTION_RECEIPT)
    assert "补齐" in last and one.name not in last


@pytest.mark.law("L23", "D02", "B3-7")
def test_the_acceptance_says_from_when_until_when_and_how_that_was_counted(counter: Counter) -> None:
    case = counter.house.take_in(wrong=1)
    with pytest.raises(RefusedError, match="ZC-CASE-30"):
        accept(counter.desk, case)
    case = counter.house.take_in()
    accept(counter.desk, case)
    text = counter.words(case, PaperKind.ACCEPTANCE)
    has(
        text,
        "受理通知书",
        "沈阳样例食品有限公司",
        FOOD,
        "2026年9月28日",
        "7个工作日",
        "2026年10月13日（星期二）",
    )
    has(text, "第三十二条第一款第五项", "10月10日（星期六）调休上班计入", "专用印章", "12345")


@pytest.mark.law("D04", "B3-11")
def test_the_paper_of_silence_names_notice_last_day_and_the_way_back(counter: Counter) -> None:
    case = counter.house.told()
    counter.house.clock.ms = at(2026, 10, 26, 9).ms
    propose_deemed_withdrawal(counter.desk, case)
    with pytest.raises(RefusedError, match="ZC-CASE-52"):
        confirm_deemed_withdrawal(counter.desk, case, at(2026, 10, 23, 12).ms)
    confirm_deemed_withdrawal(counter.desk, case, counter.house.clock.ms)
    text = counter.words(case, PaperKind.DEEMED_WITHDRAWAL)
    kept = [row.name for row in counter.house.case(case).materials if row.taken]
    has(text, "视为撤回", counter.house.case(case).notices[0].number, "2026年10月23日", "重新", *kept)


@pytest.mark.law("L24", "D05", "B3-13")
def test_a_failed_correction_is_declined_with_reasons_and_both_remedies(counter: Counter) -> None:
    case = counter.house.noticed()
    one, other = counter.house.case(case).open_faults
    bad = faulty(other, FaultCode.MISMATCH, "地址不一致")
    take_correction(counter.desk, case, (as_taken(one, 1, 0), bad), complete=True)
    with pytest.raises(RefusedError, match="ZC-CASE-40"):
        decline(counter.desk, case, "materials", " ")
    decline(counter.desk, case, "materials", "补正后与营业执照记载的地址仍不一致")
    text = counter.words(case, PaperKind.NON_ACCEPTANCE)
    has(text, "不予受理", "补正后与营业执照记载的地址仍不一致", other.name, "六十日", "六个月", "人民法院")


@pytest.mark.law("D05", "B3-3")
def test_who_came_to_the_wrong_authority_reads_which_one_is_right(counter: Counter) -> None:
    case = counter.house.take_in()
    with pytest.raises(RefusedError, match="ZC-CASE-42"):
        decline(counter.desk, case, "authority", "不属本机关职权")
    decline(counter.desk, case, "authority", "不属本机关职权", "沈阳市市场监督管理局")
    has(counter.words(case, PaperKind.NON_ACCEPTANCE), "沈阳市市场监督管理局", "不属本机关职权", "六十日")


@pytest.mark.law("D11", "D15", "B3-20", "B3-22")
def test_a_grant_and_its_slip_say_what_was_granted_and_where_to_fetch_it(counter: Counter) -> None:
    case = counter.house.take_in(NURSE)
    accept(counter.desk, case, "counter")
    with pytest.raises(RefusedError, match="ZC-PAPER-04"):
        issue_paper(counter.desk, case, PaperKind.PICKUP)
    decide_on_spot(counter.desk, case, grant=True, validity="五年", licence_number="202621000123")
    has(counter.words(case, PaperKind.GRANT), "准予", NURSE, "五年", "202621000123", "机关印章")
    issue_paper(counter.desk, case, PaperKind.PICKUP)
    text = counter.words(case, PaperKind.PICKUP)
    has(text, "取件凭证", "护士执业证书", "2026年10月16日", "授权委托书")
    (grant,) = counter.house.case(case).papers_of(PaperKind.GRANT)
    assert counter.refusal(case, grant.document_id) == "ZC-CASE-71", "not sealed"


@pytest.mark.law("D11b", "B3-21")
def test_a_refusal_gives_reasons_and_both_remedies_and_needs_its_seal(counter: Counter) -> None:
    case = counter.house.take_in(NURSE)
    accept(counter.desk, case, "counter")
    with pytest.raises(RefusedError, match="ZC-CASE-60"):
        decide_on_spot(counter.desk, case, grant=False)
    decide_on_spot(counter.desk, case, grant=False, reasons="健康体检结论不符合要求")
    assert isinstance(counter.house.case(case).decision, Refused)
    text = counter.words(case, PaperKind.REFUSAL)
    has(text, "不予许可", "健康体检结论不符合要求", "六十日", "六个月", "人民法院", "机关印章")
    (paper,) = counter.house.case(case).papers_of(PaperKind.REFUSAL)
    assert counter.refusal(case, paper.document_id) == "ZC-CASE-71"


@pytest.mark.law("D16", "D21", "B3-23")
def test_the_proof_of_service_names_papers_person_place_and_minute(counter: Counter) -> None:
    case = counter.house.certified("LN-1")
    has(counter.words(case, PaperKind.CERTIFICATE), "沈阳样例食品有限公司", "五年", "2026年9月28日")
    (certificate,) = counter.house.case(case).papers_of(PaperKind.CERTIFICATE)
    assert counter.refusal(case, certificate.document_id) == "ZC-CASE-71"
    documents = counter.seal_all(case, PaperKind.CERTIFICATE, PaperKind.GRANT)
    counter.house.clock.ms = at(2026, 9, 29, 14, 5).ms
    hand_over(counter.desk, case, AGENT, documents)
    text = counter.words(case, PaperKind.SERVICE_PROOF)
    grant = counter.house.case(case).papers_of(PaperKind.GRANT)[0]
    has(
        text,
        "送达回证",
        "护士执业证书",
        "LN-1",
        grant.number,
        "张三",
        "代理人",
        "送达时间2026年9月29日14时05分",
        "直接送达",
    )
    assert text.count("2026年9月29日14时05分") == 2, "when it was served, and when she signed"


@pytest.mark.law("L17")
def test_whoever_holds_a_receipt_or_an_acceptance_can_scan_its_number(counter: Counter) -> None:
    case = counter.house.take_in()
    accept(counter.desk, case)
    for kind in (PaperKind.RECEIPT, PaperKind.ACCEPTANCE):
        number = counter.house.case(case).papers_of(kind)[0].number
        assert number in counter.codes(case, kind)
