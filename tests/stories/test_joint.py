"""一件事 at one window: one visit, one form, one signature, one acceptance; each branch in its own time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from app.domain import events as ev
from app.domain.guide import form_fields
from app.domain.materials import MaterialStatus, as_taken
from app.domain.paper import PaperKind
from app.domain.people import Agent, Applicant
from app.domain.time import at
from app.domain.transitions import CaseState
from app.errors import RefusedError
from app.usecases.complete_branch import complete_branch
from app.usecases.intake import build_intake, form_problems, obtainable, prefill, rows_for
from app.usecases.start_joint import start_joint
from printing.compose import compose
from printing.layout import layout
from printing.page import Text
from tests.faults.driver import COMPANY, PERSON
from tests.law.test_papers import fonts, has
from tests.stories.story import CLERK, HOUR_MS, Application, Counter, signed_by
from ui.children import PlatformProcess
from ui.cli import main
from ui.compare import compare

__all__ = ["fonts"]

MORNING = at(2026, 9, 28, 10, 30)
AGENT = signed_by(PERSON, "代理人")
SAYS = {"是否经营凉菜、裱花蛋糕或者生食水产品？": "否", "经营场所是自有还是租用？": "租用"}
TYPED = {
    "面积": "80", "招牌面积": "6", "从业人数": "5", "经营项目": "热食类", "招牌内容": "样例小馆",
    "场所名称": "样例小馆", "使用面积": "80", "所在楼层": "1", "联系电话": "13800000002",
}  # fmt: skip


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlatformProcess]:
    """The province, in a process of its own."""
    folder = tmp_path_factory.mktemp("province")
    process = PlatformProcess(folder / "platform.db", folder / "platform.log")
    process.start()
    yield process
    process.stop()


@pytest.fixture
def window(request: pytest.FixtureRequest, tmp_path: Path, platform: PlatformProcess) -> Iterator[Counter]:
    """A window with numbers in hand and its clerk logged in."""
    counter = Counter(tmp_path / "profile", f"D{31 + len(request.node.name) % 60}", MORNING)
    assert platform.address is not None
    counter.plug_in(platform.address)
    counter.until_in_step(lambda: counter.at.blocks.left("paper") > 0)
    counter.at.log_in(*CLERK)
    yield counter
    counter.close()


def application(window: Counter) -> Application:
    """What the agent of a shop lays on the desk: one form, one set of materials."""
    (line, *_) = window.at.office.search_items("开餐饮店一件事")
    guide = window.at.office.guide(line.code)
    assert guide is not None and len(guide.branches) == 3
    answers = {q.id: next(c.key for c in q.choices if c.label == SAYS[q.text]) for q in guide.questions}
    assert len(answers) == 2, "three items ask two questions, each once"
    applicant, by = Applicant(organisation=COMPANY), Agent(PERSON)
    form = prefill(guide, answers, applicant, by)
    missing = form_problems(guide, answers, form)
    labels = {field.id: field.label for field in form_fields(guide, answers)}
    form |= {key: TYPED[labels[key]] for key in missing}
    assert form_problems(guide, answers, form) == {}
    intake = build_intake(guide, applicant, by, answers, form, phone="13800000001")
    return Application(guide, intake, rows_for(guide, answers))


def accepted(window: Counter) -> UUID:
    """Received and accepted at the counter."""
    desk = application(window)
    shared = {line.id for line in desk.guide.materials if line.obtainable == "共享"}
    rows = tuple(obtainable(r) if r.line_id in shared else as_taken(r, 1, 0) for r in desk.rows)
    office = window.at.office
    case_id = office.new_draft()
    office.print_form(case_id, desk.intake)
    office.receive(case_id, desk.intake, rows)
    office.accept(case_id, "counter")
    return case_id


def words(window: Counter, case_id: UUID, kind: PaperKind, shipped: object) -> str:
    """What stands on the last paper of ``kind``, without white space."""
    case = window.case(case_id)
    document = compose(case, window.paper(case_id, kind).document_id, window.at.stores.catalogue.guide)
    pages = layout(document, shipped)  # type: ignore[arg-type]
    return re.sub(r"\s", "", "".join(op.text for page in pages for op in page.ops if isinstance(op, Text)))


def code_of(window: Counter, case_id: UUID, name: str) -> str:
    return next(branch.code for branch in window.case(case_id).branches if name in branch.name)


def started(window: Counter, case_id: UUID) -> dict[str, date | None]:
    return {branch.name: branch.started_on for branch in window.case(case_id).branches}


@pytest.mark.law("L01", "L21", "Z07", "D01", "D02", "B3-27", "H18")
def test_one_visit_one_form_one_receipt_and_one_acceptance_that_lists_the_branches(
    window: Counter, fonts: object
) -> None:
    case_id = accepted(window)
    case = window.case(case_id)
    assert [len(case.papers_of(kind)) for kind in (PaperKind.RECEIPT, PaperKind.ACCEPTANCE)] == [1, 1]
    assert [row.name for row in case.materials if row.name == "营业执照"] == ["营业执照"]
    assert sum("申请表" in row.name for row in case.materials) == 1, "one form"
    assert {row.status for row in case.materials if row.name == "营业执照"} == {MaterialStatus.EXEMPT}
    receipt = words(window, case_id, PaperKind.RECEIPT, fonts)
    has(receipt, "开餐饮店一件事", "联合申请表", "房屋租赁合同")
    assert receipt.count("房屋租赁合同") == 1

    told = words(window, case_id, PaperKind.ACCEPTANCE, fonts)
    has(told, "开餐饮店一件事", "小餐饮经营许可", "消防安全检查", "户外招牌设置许可")
    has(told, "3个工作日", "2026年10月8日", "5个工作日", "2026年10月10日")
    has(told, "收到「小餐饮经营许可（新办）」书面办结之日起算")
    limits = {limit.name: limit.due for limit in case.accepted.branches} if case.accepted else {}
    assert limits["户外招牌设置许可"] is None, "no date is told that nobody can know"


@pytest.mark.law("J03", "H02", "B7-10", "B7-11", "B3-27")
def test_what_waits_begins_with_the_written_end_of_the_one_before_and_a_refused_branch_is_named(
    window: Counter, platform: PlatformProcess, fonts: object, capsys: pytest.CaptureFixture[str]
) -> None:
    case_id = accepted(window)
    office, monday = window.at.office, date(2026, 9, 28)
    desk = office.desk
    food, fire, sign = (code_of(window, case_id, name) for name in ("小餐饮", "消防", "招牌"))
    start_joint(desk, case_id)
    assert list(started(window, case_id).values()) == [monday, monday, None]
    with pytest.raises(RefusedError) as refused:
        complete_branch(desk, case_id, sign, True)
    assert refused.value.code == "ZC-CASE-91", "the sign waits for the licence"
    with pytest.raises(RefusedError) as refused:
        office.decide_on_spot(case_id, True)
    assert refused.value.code == "ZC-CASE-61"

    window.clock.advance(48 * HOUR_MS)
    complete_branch(desk, case_id, food, True, "演食许1号")
    sign_state = next(b for b in window.case(case_id).branches if b.code == sign)
    assert (sign_state.started_on, sign_state.due) == (date(2026, 9, 30), date(2026, 10, 13))
    with pytest.raises(RefusedError) as refused:
        complete_branch(desk, case_id, fire, False)
    assert refused.value.code == "ZC-CASE-60", "no refusal without reasons"
    complete_branch(desk, case_id, fire, False, "演消1号", "安全出口数量不足")
    complete_branch(desk, case_id, sign, True, "演招1号")

    office.decide_on_spot(case_id, True, "三年")
    decision = window.case(case_id).decision
    assert isinstance(decision, ev.Granted) and decision.refused_branches == (fire,)
    told = words(window, case_id, PaperKind.GRANT, fonts)
    has(told, "小餐饮经营许可（新办）、户外招牌设置许可；不予公众聚集场所", "安全出口数量不足")
    assert "意见书" not in told, "nothing of the refused item is given out"
    has(told, "沈阳市消防救援局（演练）申请行政复议", "提起行政诉讼")

    grant = window.paper(case_id, PaperKind.GRANT)
    with pytest.raises(RefusedError) as refused:
        office.hand_over(case_id, AGENT, (grant.document_id,))
    assert refused.value.code == "ZC-CASE-71"
    window.start_printing()
    window.printed()
    office.record_seal(case_id, grant.document_id, "市场监督管理局印章", "赵六", "盖章室")
    office.hand_over(case_id, AGENT, (grant.document_id,))
    window.printed()
    assert window.case(case_id).state is CaseState.SERVED and not window.case(case_id).irregular
    window.until_in_step()
    result = compare(window.at, str(platform.database))
    assert result.equal, result.differences
    profile = window.at.profile.path
    window.close()
    capsys.readouterr()
    code = main(["--profile", str(profile), "verify", "--platform", str(platform.database), "--json"])
    said = json.loads(capsys.readouterr().out)
    assert (code, said["ok"], said["problems"]) == (0, True, [])


@pytest.mark.law("J03", "B7-10")
def test_what_waits_for_a_refused_branch_ends_with_it_and_nothing_is_granted_when_all_are_refused(
    window: Counter,
) -> None:
    case_id = accepted(window)
    desk = window.at.office.desk
    food, fire, sign = (code_of(window, case_id, name) for name in ("小餐饮", "消防", "招牌"))
    start_joint(desk, case_id)
    complete_branch(desk, case_id, food, False, "演食不许1号", "操作间面积不足")
    ended = {branch.code: branch for branch in window.case(case_id).branches}
    assert ended[sign].granted is False and ended[sign].reasons, "it says why it never began"
    complete_branch(desk, case_id, fire, False, "演消2号", "安全出口数量不足")
    with pytest.raises(RefusedError) as refused:
        window.at.office.decide_on_spot(case_id, True)
    assert refused.value.code == "ZC-CASE-63"
    window.at.office.decide_on_spot(case_id, False, reasons="各事项均不符合条件")
    assert isinstance(window.case(case_id).decision, ev.Refused)
