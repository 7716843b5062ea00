"""卷宗 and linked cases, from the command line."""

from __future__ import annotations

import hashlib
import json
import subprocess
import zipfile
from pathlib import Path

import pytest

from app.errors import RefusedError
from tests.bench.profile import applicant, nurse_intake
from tests.ui.commands.conftest import Command
from ui.bootstrap import Settings, open_workplace
from ui.casefile import write_case_file


@pytest.fixture
def cases(profile: Path) -> list[str]:
    """Two cases of one person and one of another, all of one item."""
    at = open_workplace(Settings(profile=profile, rehearsal=True))
    try:
        at.rehearsal_session()
        return [
            str(at.office.receive(at.office.new_draft(), *nurse_intake(at, applicant(n))).case.id)
            for n in (1, 1, 2)
        ]
    finally:
        at.close()


@pytest.mark.law("P22")
def test_a_case_goes_out_whole_and_every_part_can_be_checked(
    profile: Path, cases: list[str], command: Command, tmp_path: Path
) -> None:
    out = tmp_path / "case.zip"
    code, said = command("case", "file", cases[0], "--out", str(out))
    assert code == 0 and said["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    with zipfile.ZipFile(out) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(held.pop("manifest.json"))
    assert manifest["parts"] == {name: hashlib.sha256(data).hexdigest() for name, data in held.items()}
    (paper,) = (name for name in held if name.endswith(".pdf"))
    assert "D01" in paper and held[paper].startswith(b"%PDF")
    events = json.loads(held["events.json"])
    assert [event["type"] for event in events][:2] == ["received", "paper_issued"]
    commits = json.loads(held["commits.json"])
    for commit in commits:
        assert hashlib.sha256(commit["body"].encode()).hexdigest() == commit["digest"]
    in_commits = [e["id"] for commit in commits for e in json.loads(commit["body"])["events"]]
    assert in_commits == [event["id"] for event in events]
    looks = json.loads(held["looks.json"])
    assert "case-file" in {look["action"] for look in looks}, "that it was taken is in the file itself"
    (tmp_path / "paper.pdf").write_bytes(held[paper])
    subprocess.run(["pdftotext", str(tmp_path / "paper.pdf"), str(tmp_path / "paper.txt")], check=True)
    assert "收件凭证" in (tmp_path / "paper.txt").read_text("utf-8").replace(" ", "")


def test_a_file_that_lies_there_is_never_written_over(
    cases: list[str], command: Command, tmp_path: Path
) -> None:
    out = tmp_path / "case.zip"
    out.write_bytes(b"mine")
    code, said = command("case", "file", cases[0], "--out", str(out))
    assert (code, said["refused"]) == (1, "ZC-FILE-01") and out.read_bytes() == b"mine"


@pytest.mark.law("P22")
def test_an_inspector_sees_a_case_whole_changes_nothing_and_leaves_a_trace(
    profile: Path, cases: list[str], tmp_path: Path
) -> None:
    at = open_workplace(Settings(profile=profile, rehearsal=True))
    try:
        at.add_operator("监察员", "9001", "监察员的密码", ())
        session = at.log_in("9001", "监察员的密码")
        case = at.stores.views.case(at.stores.views.cases()[0].case_id)
        assert case is not None
        made = write_case_file(at, case, tmp_path / "inspector.zip")
        assert made.parts
        with pytest.raises(RefusedError) as raised:
            at.office.receive(at.office.new_draft(), *nurse_intake(at, applicant(3)))
        assert raised.value.code == "ZC-RIGHT-03"
        with at.database.read.connect() as connection:
            lines = connection.exec_driver_sql("SELECT operator, action FROM audit ORDER BY n").all()
        assert (session.operator.id, "case-file") in [tuple(line) for line in lines]
    finally:
        at.close()


def test_the_same_matter_twice_is_linked_and_both_cases_stay(cases: list[str], command: Command) -> None:
    first, second, other = cases
    _, said = command("case", "show", first)
    assert said["linked"] == [second] and "没有合并" in said["linked_words"]
    _, said = command("case", "show", other)
    assert said["linked"] == [] and said["linked_words"] == ""
    _, listed = command("case", "list")
    assert {row["case"] for row in listed} == set(cases)
