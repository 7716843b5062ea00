"""Commands about who may do what: progress by code, the credential, an incident, a wish to be forgotten, a place."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import uuid4

import pytest

from app.domain.entrances import entrance_words
from app.domain.events import OperatorRef, PartnerAnswered
from app.domain.paper import PaperKind
from app.domain.progress import query_code
from app.errors import UserFacingError
from app.ports import Effects
from app.usecases.ask_partner import ask_partner
from tests.bench.profile import applicant, nurse_intake
from tests.ui.commands.conftest import Command
from ui.bootstrap import Enrolment, Settings, enrol, open_workplace
from ui.cli import main

PASSWORD = "窗口人员的密码"


@pytest.mark.law("L17", "L26", "P04")
def test_the_number_and_the_code_of_a_receipt_open_its_progress_and_no_name(
    profile: Path, command: Command
) -> None:
    at = open_workplace(Settings(profile=profile, rehearsal=True))
    try:
        at.rehearsal_session()
        done = at.office.receive(at.office.new_draft(), *nurse_intake(at, applicant(3)))
        paper = done.papers[0]
        foot = "".join(op.text for op in at.pages(done.case, paper.document_id)[0].ops if hasattr(op, "text"))
    finally:
        at.close()
    assert entrance_words() in foot and "12345（8890）" in foot and "辽事通" in foot
    code = foot.split("查询码 ")[1][:4]
    assert done.case.intake is not None
    found, said = command("case", "progress", paper.number, code)
    assert found == 0 and said["stage"] == "已收件，正在审核材料" and said["on"] and said["since"]
    assert done.case.intake.applicant.name not in str(said)
    wrong = "0000" if code != "0000" else "1111"
    found, said = command("case", "progress", paper.number, wrong)
    assert (found, said["refused"]) == (1, "ZC-CASE-04")


@pytest.mark.law("P05")
def test_the_limit_of_a_credential_is_set_shown_and_told_at_the_login(
    profile: Path, command: Command
) -> None:
    at = open_workplace(Settings(profile=profile, rehearsal=True))
    at.add_operator("周一", "7001", PASSWORD, at.operators()[0].grants)
    at.close()
    code, said = command("operator", "credential", "--days", "0")
    assert (code, said["refused"]) == (1, "ZC-OPER-03")
    code, said = command("operator", "credential", "--days", "3")
    assert (code, said["days"]) == (0, 3) and {each["over"] for each in said["operators"]} == {False}
    at = open_workplace(Settings(profile=profile, rehearsal=True))
    try:
        session = at.log_in("7001", PASSWORD)
        assert "还有3天到期" in session.notice and not session.resting
        at.stores.settings.put(f"credential.first_ms.{session.operator.id}", "0")
        at.stores.settings.put("sync.last_whole_ms", "0")
        session = at.log_in("7001", PASSWORD)
        assert session.resting and {grant.right.value for grant in session.grants} == {
            "may_receive",
            "may_hand_over",
        }
        at.stores.settings.put("sync.last_whole_ms", str(at.clock.now().ms))
        assert not at.log_in("7001", PASSWORD).resting, "the line confirmed it"
    finally:
        at.close()


@pytest.mark.law("P19")
def test_an_incident_is_opened_kept_closed_and_reported_by_command(command: Command, profile: Path) -> None:
    assert command("incident", "report")[1]["refused"] == "ZC-SAFE-03"
    code, said = command("incident", "open", "疑似木马", "--plan", "信息系统应急预案")
    assert code == 0 and said["locks"]
    at = open_workplace(Settings(profile=profile, rehearsal=True))
    try:
        at.add_operator("周一", "7001", PASSWORD, ())
        with pytest.raises(UserFacingError, match="ZC-LOGIN-10"):
            at.log_in("7001", PASSWORD)
    finally:
        at.close()
    assert command("incident", "note", "断网")[0] == 0 and command("incident", "close", "误报")[0] == 0
    out = profile.parent / "report.txt"
    code, said = command("incident", "report", "--out", str(out))
    assert code == 0 and "断网" in out.read_text("utf-8") and "尚未上报的提交" in said["figures"]


@pytest.mark.law("P20")
def test_unfinished_intakes_of_a_person_are_deleted_at_her_wish_by_command(
    profile: Path, command: Command
) -> None:
    at = open_workplace(Settings(profile=profile, rehearsal=True))
    at.stores.drafts.put(uuid4(), "number", "210102190001010014")
    at.close()
    code, said = command("case", "forget", "210102190001010014", "--wish", "本人当面要求")
    assert (code, said) == (0, {"forgotten": 1, "kept": 0})


@pytest.mark.law("L02")
def test_a_device_is_enrolled_at_a_place_of_the_tree_and_nowhere_else(tmp_path: Path) -> None:
    with pytest.raises(UserFacingError) as refused:
        enrol(tmp_path / "real", Enrolment("D09", "大厅", "窗口", region="21999"), "周一", "7001", PASSWORD)
    assert refused.value.code == "ZC-PROFILE-20" and "村12位" in refused.value.what_next
    assert not (tmp_path / "real").exists()


def test_who_sets_a_device_up_is_told_that_it_does_not_know_its_place(
    tmp_path: Path, profile: Path, command: Command, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A hall of 辽宁 that was enrolled without it goes by national law alone, and nobody there would have known."""

    def said() -> list[str]:
        told = [each["text"] for each in command("doctor")[1]["findings"]]
        return [text for text in told if "区划代码" in text]

    assert said() == ["区划代码 210106"]
    config = profile / "config.toml"
    config.write_text(config.read_text("utf-8").replace('region = "210106"\n', ""), "utf-8")
    (words,) = said()
    (state,) = {each["state"] for each in command("doctor")[1]["findings"] if "区划代码" in each["text"]}
    assert state == "optional", "a rehearsal judges nobody's case"
    assert "只按全国规定" in words and 'region = "210106"' in words and "config.toml" in words
    monkeypatch.setattr("ui.commands.enrol.password", lambda: f"{PASSWORD}一")
    for more, told in ((("--region", "210106"), False), ((), True)):
        folder = tmp_path / f"real{len(more)}"
        wanted = ("--device", "D09", "--hall", "大厅", "--window", "窗口", "--name", "周一", "--number", "7001")
        assert main(["--profile", str(folder), "enrol", *wanted, *more]) == 0
        assert ("只按全国规定" in capsys.readouterr().out) is told
        assert main(["--profile", str(folder), "doctor", "--json"]) in (0, 1)
        found = json.loads(capsys.readouterr().out)["findings"]
        (finding,) = [each for each in found if "区划代码" in each["text"]]
        assert finding["state"] == ("warn" if told else "ok"), "a hall judges real cases by it"
        assert not told or all(words in finding["text"] for words in ("只按全国规定", "信息科", 'region = "210106"'))
        main(["--profile", str(folder), "doctor"])
        assert ("注意  这台正式设备没有写区划代码" in capsys.readouterr().out) is told


def test_who_sets_a_station_up_is_told_that_it_does_not_know_whose_seal_its_receipts_wait_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("ui.commands.enrol.password", lambda: f"{PASSWORD}一")
    wanted = ("--hall", "驿站", "--window", "驿站", "--name", "周一", "--number", "7001", "--region", "210106")
    named = ("--face", "station", "--centre", "样例区政务服务中心")
    for number, (more, state) in enumerate(((named, "ok"), (named[:2], "warn"), ((), ""))):
        folder = tmp_path / f"real{number}"
        assert main(["--profile", str(folder), "enrol", "--device", "Z09", *wanted, *more]) == 0
        assert ("驿站没有写属于哪个区" in capsys.readouterr().out) is (state == "warn")
        main(["--profile", str(folder), "doctor", "--json"])
        found = json.loads(capsys.readouterr().out)["findings"]
        about = [each for each in found if "所属中心" in each["text"] or "centre" in each["text"]]
        assert [each["state"] for each in about] == ([state] if state else []), "a window is its centre's own"


@pytest.mark.law("D15", "L26")
def test_the_code_of_a_pickup_slip_finds_what_waits_to_be_fetched_and_nothing_else(profile: Path) -> None:
    at = open_workplace(Settings(profile=profile, rehearsal=True))
    try:
        at.rehearsal_session()
        cases = [
            at.office.receive(at.office.new_draft(), *nurse_intake(at, applicant(n))).case for n in (4, 5)
        ]
        at.office.accept(cases[0].id, "counter")
        at.office.decide_on_spot(cases[0].id, grant=True, validity="五年", licence_number="1")
        done = at.office.issue_paper(cases[0].id, PaperKind.PICKUP)
        slip = "".join(
            op.text for op in at.pages(done.case, done.paper.document_id)[0].ops if hasattr(op, "text")
        )
        code = query_code(cases[0].id)
        assert f"取件码{code}" in slip.replace(" ", "")
        assert at.office.case_of_code(f" {code.lower()} ") == cases[0].id
        assert at.office.case_of_code(query_code(cases[1].id)) is None, "nothing waits there"
    finally:
        at.close()


@pytest.mark.law("D21", "P09")
def test_a_licence_is_printed_for_one_purpose_by_command_and_the_audit_keeps_it(
    profile: Path, command: Command
) -> None:
    at = open_workplace(Settings(profile=profile, rehearsal=True))
    try:
        at.rehearsal_session()
        case = at.office.receive(at.office.new_draft(), *nurse_intake(at, applicant(6))).case
        at.office.accept(case.id, "counter")
        done = at.office.decide_on_spot(case.id, grant=True, validity="五年", licence_number="1")
        number, out = done.case.papers_of(PaperKind.GRANT)[-1].number, profile.parent / "licence.pdf"
        asked = at.office.act(ask_partner, case.id, "licence", "applicant", {"action": "issue"}).case.asks[-1]
        told = PartnerAnswered(at.clock.now(), OperatorRef("p", "电子证照", ""), asked.ask, "licence", "issued",
                               "", {"id": "1.2.156.3005.2.X"})  # fmt: skip
        with at.units.begin() as tx:
            tx.append(case.id, tx.case(case.id), (told,), Effects())
    finally:
        at.close()
    code, said = command("documents", "licence", number, "--purpose", "投标", "--out", str(out))
    assert code == 0 and said["identifier"] == "1.2.156.3005.2.X" and out.read_bytes().startswith(b"%PDF")
    at = open_workplace(Settings(profile=profile, rehearsal=True))
    try:
        with at.database.read.connect() as connection:
            lines = [row[0] for row in connection.exec_driver_sql("SELECT action FROM audit")]
    finally:
        at.close()
    assert "licence-print" in lines
