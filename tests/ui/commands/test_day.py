"""``zongchuang day``: a window opens and closes from the command line, on paper and on record."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import pytest

from app.domain.records import NumberBlock
from tests.bench.profile import applicant, nurse_intake
from tests.ui.commands.conftest import Command
from ui.bootstrap import Settings, all_rights, open_workplace
from ui.day import Day

LOOKED = (
    "--count",
    "护士执业证书=20",
    "--seals",
    "在位",
    "--device",
    "读卡器=读样卡成功",
    "--note",
    "时钟=已对时",
    "--note",
    "备份=已报管理员",
    "--note",
    "今日备份=已报管理员",
)


@pytest.fixture
def busy(profile: Path) -> Path:
    """The profile with one case and numbers for the pad."""
    at = open_workplace(Settings(profile=profile, rehearsal=True))
    try:
        at.rehearsal_session()
        at.add_operator("钱七", "0713", "qianqi-0713", all_rights())
        at.blocks.add(NumberBlock("pad-1", "pad", 1, 50))
        at.office.receive(at.office.new_draft(), *nurse_intake(at, applicant(1)))
    finally:
        at.close()
    return profile


def words(pdf: Path) -> str:
    """The text of a PDF without its white space."""
    made = subprocess.run(["pdftotext", str(pdf), "-"], check=True, capture_output=True, text=True)
    return "".join(made.stdout.split())


def test_a_day_from_its_opening_to_its_closing(
    busy: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, said = command("day", "open", *LOOKED)
    assert code == 1 and said["refused"] == "ZC-DAY-01" and "登记本" in said["what"], "no pad lies ready"
    code, said = command("day", "pad", "--sheets", "3")
    assert code == 0 and [row["printer"][:3] for row in said["printed"]] == ["out"] * 3
    code, said = command("day", "open", *LOOKED, "--print")
    assert code == 0 and said["printed"].startswith("out")
    (paper,) = (busy / "papers").glob("*R02*.pdf")
    assert "读样卡成功" in words(paper) and "已对时" in words(paper) and "20份，与账面一致" in words(paper)
    shift = ("day", "shift", "--taker", "0713", "--matter", "王五14时来", *LOOKED, "--print")
    monkeypatch.setattr("sys.stdin", io.StringIO("qianqi-0714\n"))
    code, said = command(*shift)
    assert code == 1 and said["refused"] == "ZC-LOGIN-01", "who takes over proves who she is"
    monkeypatch.setattr("sys.stdin", io.StringIO("qianqi-0713\n"))
    code, said = command(*shift)
    assert code == 0 and said["taker"] == "钱七（0713）"
    assert all(each["right"] for each in said["kept"])
    notes = ("--note", "待盖章=明早盖", "--note", "没有回执=明早续传",
             "--note", "没有说明=已核对", "--note", "没有出纸=明早补打")  # fmt: skip
    code, said = command("day", "close", *LOOKED, *notes, "--print")
    assert code == 0, said
    code, said = command("day", "records")
    assert [(row["kind"], row["second"]) for row in said] == [
        ("R02", ""),
        ("R03", "钱七（0713）"),
        ("R04", ""),
    ]
    code, said = command("verify")
    assert code == 0 and said["checked"]["days"] == 3 and said["checked"]["pad"] == 3


def test_a_shift_with_a_blank_less_wants_a_word_and_the_sheet_bears_it(
    busy: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nineteen of twenty were handed on, and neither the refusal nor the paper said a word."""
    shift = ("day", "shift", "--taker", "0713", "--count", "护士执业证书=19", "--seals", "在位", "--print")
    monkeypatch.setattr("sys.stdin", io.StringIO("qianqi-0713\n"))
    code, said = command(*shift)
    assert code == 1 and said["refused"] == "ZC-DAY-05" and not list((busy / "papers").glob("*R03*.pdf"))
    monkeypatch.setattr("sys.stdin", io.StringIO("qianqi-0713\n"))
    code, said = command(*shift, "--note", "空白=已报值班主管")
    (blank,) = [each for each in said["kept"] if each["right"] is not True]
    assert code == 0 and (blank["what"], blank["action"]) == ("空白护士执业证书", "已报值班主管")
    (paper,) = (busy / "papers").glob("*R03*.pdf")
    assert "清点实有19份，与账面不符" in words(paper) and "处理：已报值班主管" in words(paper)


def test_the_only_copy_on_this_machine_is_never_called_right(busy: Path, command: Command) -> None:
    """备份 stood 好 where no second medium was: a dead disk would have taken every case of the day."""
    command("day", "pad", "--sheets", "3")
    looked = [each for each in LOOKED if not each.startswith("备份=")]
    looked.pop(looked.index("--note", looked.index("时钟=已对时")))
    code, said = command("day", "open", *looked)
    assert code == 1 and said["refused"] == "ZC-DAY-01" and said["what"].endswith("：备份和第二介质")
    code, said = command("day", "open", *LOOKED)
    (point,) = [each for each in said["points"] if each["name"] == "备份和第二介质"]
    assert code == 0 and point["right"] is False and "只在本机" in point["found"]


def test_the_printed_sheet_bears_the_number_that_is_entered_later(busy: Path, command: Command) -> None:
    _, said = command("day", "pad", "--sheets", "1")
    (row,) = said["sheets"]
    text = words(next((busy / "papers").glob("*手写收件登记页*.pdf")))
    assert (
        row["number"] in text
        and "收到时间" in text
        and "五个工作日" in text
        and row["number"].startswith("演")
    )
    code, said = command("day", "pad", "--void", row["number"], "--reason", "卡纸")
    assert code == 0 and said["counts"] == {"issued": 0, "used": 0, "void": 1, "missing": 0}
    code, said = command("day", "pad", "--void", row["number"], "--reason", "卡纸")
    assert code == 1 and said["refused"] == "ZC-PAD-01"


def test_the_list_of_deadlines_survives_the_machine_and_names_nobody(busy: Path, command: Command) -> None:
    """B6 item 7: the 5 days go on when the disk is dead; who finds the file learns no name."""
    code, said = command("day", "due", "--days", "30", "--print")
    assert code == 0 and [line["clock"] for line in said["lines"]] == ["一次性告知"]
    at = open_workplace(Settings(profile=busy, rehearsal=True))
    try:
        at.rehearsal_session()
        name = at.stores.views.cases()[0].applicant
        written = Day(at).write_due_list()
        assert written is not None and Day(at).write_due_list() is None, "once a day"
        old = written.with_name("due-20200101.pdf")
        shutil.copy(written, old)
        Day(at).write_due_list(anew=True)
        assert not old.exists(), "a list of long ago does not lie about"
    finally:
        at.close()
    text = words(written)
    assert said["lines"][0]["receipt"] in text.replace("\n", "") and "一次性告知" in text
    assert name not in text and f"{name[0]}*" in text


def test_a_word_without_its_thing_is_refused(profile: Path, command: Command) -> None:
    for wrong in (("--note", "时钟"), ("--count", "护士执业证书=很多")):
        code, said = command("day", "open", *wrong)
        assert code == 1 and said["refused"] == "ZC-DAY-03"


@pytest.mark.law("P22", "L30")
def test_the_eleven_counters_leave_a_rehearsal_out(busy: Path, command: Command) -> None:
    code, said = command("day", "conduct", "--from", "2020-01-01", "--to", "2099-12-31")
    assert code == 0 and [row["kind"] for row in said["kinds"]] == list(range(1, 12))
    assert (said["cases"], said["left_out"]) == (0, 1) and not any(row["count"] for row in said["kinds"])


def test_the_figures_of_a_span_leave_a_rehearsal_out_too(busy: Path, command: Command) -> None:
    code, said = command("day", "figures", "--from", "2020-01-01", "--to", "2020-01-31")
    assert code == 0 and (said["received"], said["running"], said["left_out"]) == ({}, 0, 1)


def test_the_figures_of_a_month_go_into_a_file_and_onto_paper_under_one_number(
    busy: Path, command: Command, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    code, said = command("day", "figures", "--month", "2026-02", "--out", str(out), "--print")
    assert code == 0 and (said["from"], said["to"]) == ("2026-02-01", "2026-02-28")
    (file,) = out.iterdir()
    assert said["file"] == str(file) and said["number"] in file.name and said["printed"].startswith("out")
    text = file.read_bytes().decode("utf-8-sig")
    assert f"编号,{said['number']}\r\n" in text and "演练 1 件不计入" in text
    (paper,) = (busy / "papers").glob("*R09*.pdf")
    assert said["number"] in words(paper) and "模拟办事1件不计入" in words(paper)
    code, said = command("day", "figures", "--month", "2026-02", "--out", str(out / "二月.csv"))
    assert code == 0 and Path(said["file"]).read_bytes()[:3] == b"\xef\xbb\xbf"
    file = out / "二月.csv"
    file.write_text("mine")
    code, said = command("day", "figures", "--month", "2026-02", "--out", str(file))
    assert (code, said["refused"]) == (1, "ZC-STAT-02") and file.read_text() == "mine"


def test_figures_are_taken_out_by_the_holder_alone_who_writes_it_down_and_read_by_anybody(
    busy: Path, command: Command, tmp_path: Path
) -> None:
    """Beside an open window that took no commands the file was written, and the audit had no line of it."""
    asked = ("day", "figures", "--month", "2026-02")
    holder = open_workplace(Settings(profile=busy))
    try:
        for taken in (("--out", str(tmp_path)), ("--print",)):
            code, said = command(*asked, *taken)
            assert (code, said["refused"]) == (1, "ZC-PROFILE-01")
        assert command(*asked)[0] == 0 and not list(tmp_path.glob("*.csv"))
        assert not list((busy / "papers").glob("*R09*"))
    finally:
        holder.close()


@pytest.mark.parametrize(
    "wrong",
    [
        (),
        ("--from", "2026-02-01"),
        ("--month", "2026-13"),
        ("--month", "9999-12"),
        ("--month", "2026-02", "--to", "2026-02-03"),
        ("--from", "2026-02-02", "--to", "2026-02-01"),
    ],
)
def test_days_that_cannot_be_counted_are_refused_with_what_to_write(
    busy: Path, command: Command, wrong: tuple[str, ...]
) -> None:
    code, said = command("day", "figures", *wrong)
    assert code == 1 and said["refused"] == "ZC-STAT-01" and said["next"]


@pytest.mark.law("Z10")
def test_two_sides_compare_by_count_and_digest_and_see_where_they_differ(
    busy: Path, command: Command, tmp_path: Path
) -> None:
    file = tmp_path / "today.json"
    code, said = command("day", "reconcile", "--out", str(file))
    assert code == 0 and [each["cases"] for each in said["states"].values()] == [1]
    at = open_workplace(Settings(profile=busy, rehearsal=True))
    try:
        at.rehearsal_session()
        name = at.stores.views.cases()[0].applicant
        assert name not in file.read_text("utf-8")
        at.office.receive(at.office.new_draft(), *nurse_intake(at, applicant(2)))
    finally:
        at.close()
    code, said = command("day", "reconcile", "--with", str(file))
    assert code == 1 and [each["name"] for each in said["differences"]] == ["已收件"]
    file.write_text("[]")
    code, said = command("day", "reconcile", "--with", str(file))
    assert code == 1 and said["refused"] == "ZC-DAY-04"
