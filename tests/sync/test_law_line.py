"""What the law wants of the line: a real window, the real platform, and the systems behind it, there and back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.domain import events as ev
from app.domain.case import Ask
from app.domain.commands import RecordOut
from app.domain.delivery import BOTH, POST, issued_licence
from app.domain.electronic import LICENCE
from app.domain.guide import Fee
from app.domain.materials import MaterialStatus
from app.domain.paper import BY_SERVICE, PaperKind
from app.domain.people import Applicant, IdType, Person
from app.domain.shared import Shared, shared_fact
from app.domain.transitions import transitions
from app.usecases.accept import accept
from app.usecases.ask_partner import ask_partner
from app.usecases.book_courier import book_courier
from app.usecases.decide_on_spot import decide_on_spot
from app.usecases.desk import act
from app.usecases.hand_over import hand_over
from app.usecases.issue_paper import issue_paper
from app.usecases.object_material import object_material
from app.usecases.post_parcel import post_parcel
from app.usecases.record_seal import record_seal
from app.usecases.report_item import report_item
from app.usecases.take_parcel_back import take_parcel_back
from app.usecases.withdraw import withdraw
from sync.platform.partner_staff import digest_in, feed, pushes, put, tell, write_archive
from sync.platform.partners import archive
from sync.platform.partners.house import Told
from tests.app.domain.kit import NOBODY_ELSE, NURSE, guide_of
from tests.stories.hall import Hall
from tests.sync.support import QUICK, MovedTime, Province

LI = Person("李测试", IdType.RESIDENT_CARD, "210102190001010014", source="card")
PARTY = Applicant(person=LI)
TYPE = "11100000000013338W011"


class Line(Hall):
    """A window of its own with its line to the province."""

    def __init__(self, folder: Path, province: Province, stack: ExitStack) -> None:
        from sync.client.http import HttpPlatform
        from sync.client.loop import SyncLoop

        super().__init__(folder, f"D{uuid4().hex[:8]}")
        self.province_db = str(province.db)
        platform = HttpPlatform(province.url, self.device, 1, province.token, province.key, QUICK)
        stack.callback(platform.close)
        stack.callback(self.close)
        time = MovedTime()
        self.line: Any = platform
        self.loop = SyncLoop(platform, self.outbox, self.inbox, self.blocks, time, time)
        self.publish(replace(guide_of(NURSE), fee=Fee(True, 1000, "每件10元", "沈价发1号"), result_name="护士执业证书",
                             elements=(("证照类型代码", TYPE),)), "演练2027-09")  # fmt: skip
        authority = replace(self.guide.authority, code="11210000000000000X")
        self.publish(replace(self.guide, authority=authority), "演练2027-10")
        self._own_blocks()

    def _own_blocks(self) -> None:
        """Bills and waybills from the platform, as a real window has them."""
        self.harm("DELETE FROM number_blocks WHERE series <> 'paper'")
        for series in ("缴款码", "运单号"):
            self.blocks.add(self.line.reserve(series, 10, uuid4().hex))

    def sync(self) -> None:
        result = self.loop.run_once()
        assert result.ok and not result.parked

    def tell(self, case: UUID, system: str, outcome: str, words: str = "", **data: str) -> None:
        tell(self.province_db, str(case), Told(system, outcome, data, words))
        self.sync()

    def asked(self, case: UUID, system: str) -> Ask:
        found = self.case(case).asked(system)
        assert found is not None
        return found

    def wanted(self, **more: Any) -> ev.Intake:
        return self.intake(PARTY, identity_checked="card", **more)


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    """What a test opened."""
    with ExitStack() as opened:
        yield opened


@pytest.fixture
def hall(tmp_path: Path, province: Province, stack: ExitStack) -> Line:
    """One window on the line."""
    return Line(tmp_path / "one", province, stack)


@pytest.mark.law("L16")
def test_one_person_read_off_line_at_two_windows_is_one_account_when_the_line_is_back(
    hall: Line, tmp_path: Path, province: Province, stack: ExitStack
) -> None:
    other = Line(tmp_path / "two", province, stack)
    cases = (hall.take(intake=hall.wanted()), other.take(intake=other.wanted()))
    for window, case in zip((hall, other), cases, strict=True):
        asked = window.asked(case, "identity")
        assert asked.waiting and dict(asked.data)["method"] == "card", "a local person until the line is there"
        window.sync()
    found = [window.asked(case, "identity") for window, case in zip((hall, other), cases, strict=True)]
    assert {each.outcome for each in found} == {"pass"} and {dict(each.answer)["loa"] for each in found} == {"2"}
    assert len({dict(each.answer)["subject_id"] for each in found}) == 1, "never registered twice"


@pytest.mark.law("L15", "L22", "P21")
def test_a_shared_fact_comes_with_its_source_and_an_objection_to_it_is_answered_in_writing(hall: Line) -> None:
    facts = {"护士执业资格考试成绩合格证明": "合格", "source": "国家卫健委", "as_of": "2026-09-01"}
    put(hall.province_db, "exchange", "department:" + digest_in(hall.province_db, "111", LI.id_number), "held", facts)
    row = next(r for r in hall.rows() if r.obtainable == "共享")
    case = hall.take(replace(row, status=MaterialStatus.EXEMPT), intake=hall.wanted())
    hall.sync()
    fact = shared_fact(hall.case(case), row.line_id)
    assert fact is not None and (fact.state, fact.source, fact.as_of) == (Shared.VERIFIED, "国家卫健委", "2026-09-01")
    assert fact.purpose.startswith(f"办理{hall.guide.item.full_name}") and dict(fact.values or {}) == {row.name: "合格"}
    accept(hall.desk, case)
    assert "来源国家卫健委" in hall.words(case, PaperKind.ACCEPTANCE)
    object_material(hall.desk, case, row.line_id, "国家卫健委", "合格", "应为优秀")
    hall.sync()
    told = shared_fact(hall.case(case), row.line_id)
    assert told is not None and told.objection is not None and told.objection.ticket.startswith("YY")
    hall.tell(case, "exchange", "kept-as-is", "核对原始记录无误，维持", ticket=told.objection.ticket)
    told = shared_fact(hall.case(case), row.line_id)
    assert told is not None and told.objection is not None and told.objection.reply == "核对原始记录无误，维持"
    assert dict(told.values or {}) == {row.name: "合格"}, "nobody at a desk changes what was shared"


@pytest.mark.law("P06", "L26", "L28", "P16", "D15")
def test_a_result_goes_by_post_and_electronically_and_comes_back_as_delivered(hall: Line) -> None:
    case = hall.take(intake=hall.wanted(delivery=POST, result_form=BOTH, post_to="辽阳市白塔区1号"))
    accept(hall.desk, case, "counter")
    decide_on_spot(hall.desk, case, grant=True, validity="五年", licence_number="1")
    book_courier(hall.desk, case)
    hall.sync()
    parcel, licence = hall.asked(case, "courier"), issued_licence(hall.case(case))
    assert parcel.outcome == "booked" and licence.startswith("1.2.156.3005.2.")
    for state, more in (("collected", {}), ("moving", {"place": "辽阳"}), ("delivered", {"proof": "李**签收"})):
        hall.tell(case, "courier", state, waybill=parcel.subject, **more)
    assert (hall.asked(case, "courier").outcome, dict(hall.asked(case, "courier").answer)["proof"]) == (
        "delivered",
        "李**签收",
    )
    issue_paper(hall.desk, case, PaperKind.PICKUP)
    words = hall.words(case, PaperKind.PICKUP)
    assert parcel.subject in words and f"证照标识{licence}" in words


@pytest.mark.law("P06", "L26", "D16")
def test_a_served_parcel_that_came_back_opens_its_case_at_the_province_too(hall: Line) -> None:
    case = hall.take(intake=hall.wanted(delivery=POST, post_to="辽阳市白塔区1号"))
    accept(hall.desk, case, "counter")
    decide_on_spot(hall.desk, case, grant=False, reasons="条件不符")
    paper = hall.case(case).papers_of(PaperKind.REFUSAL)[-1].document_id
    act(hall.desk, case, RecordOut(paper, 1, "device"))
    record_seal(hall.desk, case, paper, "机关印章", "赵六", "盖章室")
    book_courier(hall.desk, case)
    waybill = hall.asked(case, "courier").subject
    post_parcel(hall.desk, case, waybill, (paper,), "快递员甲", "清单1", hall.clock.now())
    hall.sync()
    assert stage_of(hall, case) == "ready", "posted is not served"
    hand_over(hall.desk, case, NOBODY_ELSE, (paper,), "邮寄送达", reference=waybill)
    hall.sync()
    assert stage_of(hall, case) == "served"
    take_parcel_back(hall.desk, case, waybill, "拒收")
    hall.sync()
    assert stage_of(hall, case) == "ready"
    hand_over(hall.desk, case, NOBODY_ELSE, (paper,))
    hall.sync()
    assert stage_of(hall, case) == "served"


def stage_of(hall: Line, case: UUID) -> str:
    """Where the province has the case."""
    with sqlite3.connect(hall.province_db) as connection:
        return str(connection.execute("SELECT stage FROM cases WHERE case_id = ?", (case.bytes,)).fetchone()[0])


@pytest.mark.law("P06")
def test_a_fee_goes_to_the_collection_with_its_code_and_comes_back_paid_with_its_bill(hall: Line) -> None:
    case = hall.take(intake=hall.wanted())
    accept(hall.desk, case)
    ask_partner(hall.desk, case, "payment")
    hall.sync()
    owed = hall.asked(case, "payment")
    assert owed.outcome == "due" and owed.subject in hall.words(case, PaperKind.FEE_NOTICE)
    hall.tell(case, "payment", "paid", code=owed.subject, fen="1000")
    assert hall.asked(case, "payment").outcome == "paid" and dict(hall.asked(case, "payment").answer)["bill"]


@pytest.mark.law("P15")
def test_a_seal_of_the_service_seals_by_digest_and_the_log_stands_for_the_wet_one(hall: Line) -> None:
    case = hall.take(intake=hall.wanted())
    paper = hall.case(case).papers_of(PaperKind.RECEIPT)[-1]
    act(hall.desk, case, RecordOut(paper.document_id, 1, "device"))
    put(hall.province_db, "seal", "收件专用章（线）", "active", {})
    document, digest = str(paper.document_id), "ab" * 32
    seal = {"seal": "收件专用章（线）", "digest": digest}
    picture = {"seal": "章", "digest": "picture"}
    hall.refused(lambda: ask_partner(hall.desk, case, "seal", document, picture), "ZC-PAPER-25")
    hall.refused(lambda: ask_partner(hall.desk, case, "seal", str(uuid4()), seal), "ZC-PAPER-20")
    ask_partner(hall.desk, case, "seal", document, seal)
    assert not hall.case(case).papers_of(PaperKind.RECEIPT)[-1].may_be_given, "asked for is not sealed"
    hall.sync()
    sealed = hall.case(case).papers_of(PaperKind.RECEIPT)[-1]
    assert sealed.sealing is not None and sealed.sealing.by_whom == BY_SERVICE
    assert sealed.sealing.seal == "收件专用章（线）"
    assert sealed.sealing.where.startswith("用印日志YZ") and sealed.may_be_given
    hall.refused(lambda: ask_partner(hall.desk, case, "seal", document, seal), "ZC-PAPER-22")


@pytest.mark.law("P15")
def test_what_was_signed_on_the_pad_counts_as_signed_and_is_deposited_by_its_digest(hall: Line) -> None:
    case = hall.take(intake=hall.wanted())
    accept(hall.desk, case, "counter")
    decide_on_spot(hall.desk, case, grant=False, reasons="不符合护士条例规定的条件")
    paper = hall.case(case).papers_of(PaperKind.REFUSAL)[-1]
    act(hall.desk, case, RecordOut(paper.document_id, 1, "device"))
    from app.usecases.record_seal import record_seal

    record_seal(hall.desk, case, paper.document_id, "机关印章", "赵六", "盖章室")
    signature = uuid4().hex * 2
    hand_over(hall.desk, case, ev.Recipient("李测试", "本人", "", signature), (paper.document_id,))
    ask_partner(hall.desk, case, "signature", signature)
    hall.sync()
    assert dict(hall.asked(case, "signature").answer)["evidence"].startswith("QM")


@pytest.mark.law("P16", "P17")
def test_a_licence_shown_instead_of_a_paper_is_verified_and_belongs_to_the_file_of_the_case(
    hall: Line, tmp_path: Path
) -> None:
    identifier = _licence(hall)
    row = hall.rows()[1]
    shown = replace(row, status=MaterialStatus.ELECTRONIC, auth=LICENCE, evidence=identifier)
    case = hall.take(shown, intake=hall.wanted())
    hall.sync()
    assert hall.asked(case, "licence").outcome == "pass"
    withdraw(hall.desk, case, "不办了")
    hall.sync()
    write_archive(hall.province_db, str(case), tmp_path / "a.zip")
    manifest = _manifest(tmp_path / "a.zip")
    assert manifest["licences"] == [identifier]


def _licence(hall: Line) -> str:
    """A licence that the system issued before."""
    case = hall.take(intake=hall.wanted(delivery="自取", result_form=BOTH))
    accept(hall.desk, case, "counter")
    decide_on_spot(hall.desk, case, grant=True, validity="五年", licence_number="1")
    hall.sync()
    return issued_licence(hall.case(case))


def _manifest(path: Path) -> dict[str, Any]:
    import zipfile

    with zipfile.ZipFile(path) as package:
        return dict(json.loads(package.read("manifest.json")))


@pytest.mark.law("P17")
def test_a_package_stands_alone_and_says_what_was_changed_taken_out_or_put_in(hall: Line, tmp_path: Path) -> None:
    import zipfile

    case = hall.take(intake=hall.wanted())
    withdraw(hall.desk, case, "不办了")
    hall.sync()
    out = tmp_path / "a.zip"
    said = write_archive(hall.province_db, str(case), out)
    assert said["problems"] == [] and said["entries"] >= 2
    with zipfile.ZipFile(out) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    log = next(name for name in parts if name.startswith("log/"))
    for changed, told in (
        ({**parts, log: parts[log] + b" "}, "不一致"),
        ({n: b for n, b in parts.items() if n != log}, "缺少"),
        ({**parts, "log/extra.json": b"{}"}, "多出"),
    ):
        with zipfile.ZipFile(out, "w") as package:
            for name, body in changed.items():
                package.writestr(name, body)
        assert told in archive.problems(out.read_bytes())[0]


@pytest.mark.law("P07")
def test_every_change_of_a_case_is_an_event_of_the_supervision_with_who_and_when(hall: Line) -> None:
    case = hall.take(intake=hall.wanted())
    accept(hall.desk, case, "counter")
    decide_on_spot(hall.desk, case, grant=True, validity="五年", licence_number="1")
    hall.sync()
    told = [line for line in feed(hall.province_db) if line["case"] == str(case)]
    lines = [line["fields"] | {"object": line["object"]} for line in told]
    assert [line["object"] for line in lines] == ["申办", "受理", "办结", "过程"]
    assert lines[-1]["GCDM"] == "result_ready" and all(line["BLRXM"] and line["SXBM"] for line in lines)
    assert all(any(name.endswith(("SJ", "RQ")) for name in line) for line in lines)


CHANGES = sorted({r.event for r in transitions() if r.target is not r.source})


@pytest.mark.law("P07")
@pytest.mark.parametrize("event", CHANGES)
def test_no_transition_of_the_table_stays_unseen_by_the_supervision(event: str) -> None:
    from sync.platform.partners.base import CaseFile, Past
    from sync.platform.partners.supervision import stages

    past = Past(1, "D07", event, {"at": {"ms": 1}, "by": {"name": "钱收件", "number": "0701"}})
    assert len(stages(CaseFile(uuid4(), history=(past,)))) == 1


@pytest.mark.law("P07")
def test_a_department_with_its_own_system_tells_its_states_in_the_same_log(hall: Line) -> None:
    put(hall.province_db, "department-maps", "市监准入", "map", {"02": "审查中", "09": "已制证"})
    case = hall.take(intake=hall.wanted())
    ask_partner(hall.desk, case, "department", "", {"system": "市监准入"})
    hall.sync()
    assert hall.asked(case, "department").outcome == "forwarded"
    hall.tell(case, "department", "status", code="09")
    assert "已制证" in hall.asked(case, "department").words
    hall.tell(case, "department", "status", code="77")
    assert hall.asked(case, "department").outcome == "unmapped", "an unknown state is never guessed"


@pytest.mark.law("P03", "P10")
def test_a_mistake_in_a_guide_is_reported_by_name_and_answered_and_the_guide_stays_as_published(hall: Line) -> None:
    case = hall.take(intake=hall.wanted())
    hall.refused(lambda: report_item(hall.desk, case, " "), "ZC-CASE-112")
    report_item(hall.desk, case, "第6项材料已经取消")
    asked = hall.asked(case, "catalogue")
    assert (asked.subject, dict(asked.data)["by"]) == (hall.guide.item.code, hall.desk.session.operator.number)
    hall.sync()
    number = dict(hall.asked(case, "catalogue").answer)["number"]
    hall.tell(case, "catalogue", "settled", "已更正，下一版生效", number=number)
    assert hall.asked(case, "catalogue").words == "已更正，下一版生效"
    with hall.units.begin() as tx:
        assert tx.guide(hall.guide.item.code, hall.guide.version) == hall.guide


@pytest.mark.law("L17")
def test_every_change_of_stage_is_pushed_to_who_applied_without_a_name_or_what_was_decided(hall: Line) -> None:
    case = hall.take(intake=hall.wanted())
    accept(hall.desk, case, "counter")
    decide_on_spot(hall.desk, case, grant=False, reasons="不符合条件")
    hall.sync()
    receipt = hall.case(case).papers_of(PaperKind.RECEIPT)[0].number
    mine = [each for each in pushes(hall.province_db) if each["number"] == receipt]
    assert [each["stage"] for each in mine] == ["已收件", "已受理", "已作出决定", "可领取结果"]
    assert {each["to"] for each in mine} == {digest_in(hall.province_db, "111", LI.id_number)}
    text = json.dumps(mine, ensure_ascii=False)
    assert "李测试" not in text and "不予" not in text and LI.id_number not in text



@pytest.mark.law("P17")
def test_a_package_holds_the_scans_themselves_where_the_platform_has_them(hall: Line, tmp_path: Path) -> None:
    import hashlib
    import zipfile

    scan = uuid4().bytes * 3
    digest = hashlib.sha256(scan).hexdigest()
    where = tmp_path / "blobs" / "sha256" / digest[:2] / digest
    where.parent.mkdir(parents=True)
    where.write_bytes(scan)
    case = hall.take(intake=hall.wanted(form={"scans": digest}))
    withdraw(hall.desk, case, "不办了")
    hall.sync()
    without = write_archive(hall.province_db, str(case), tmp_path / "a.zip")
    assert without["problems"] == [f"缺少 scans/{digest}"], "what is not in it is named"
    whole = write_archive(hall.province_db, str(case), tmp_path / "b.zip", str(tmp_path / "blobs"))
    assert whole["problems"] == []
    with zipfile.ZipFile(tmp_path / "b.zip") as package:
        assert package.read(f"scans/{digest}") == scan
