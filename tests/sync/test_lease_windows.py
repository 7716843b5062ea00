"""窗口接管 between two real windows, from the command line: the case goes over whole, and each is told in words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.domain.materials import as_taken
from app.domain.people import Agent, Applicant
from app.usecases.intake import build_intake, prefill, rows_for
from sync.platform.main import main as platform
from tests.faults.driver import COMPANY, ONLY_RECEIVE, PERSON, prepare
from tests.sync.support import Province
from ui.bootstrap import Settings, Workplace, open_workplace
from ui.cli import main


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Province]:
    province = Province.start(tmp_path / "platform.db")
    for name in ("old", "new"):
        prepare(tmp_path / name)
        config = tmp_path / name / "config.toml"
        text = config.read_text("utf-8")
        device = open_workplace(Settings(profile=tmp_path / name, rehearsal=True))
        known = device.profile.config.device
        device.stores.settings.put("device", name.upper())
        device.close()
        config.write_text(text.replace(f'"{known}"', f'"{name.upper()}"'), "utf-8")
    yield province
    province.stop()


def receive(at: Workplace) -> None:
    at.rehearsal_session()
    office, answers, applicant = at.office, {"salt": "no", "commit": "no"}, Applicant(organisation=COMPANY)
    guide = office.guide(office.search_items("spscxk")[0].code)
    assert guide is not None
    form = prefill(guide, answers, applicant, Agent(PERSON))
    intake = build_intake(guide, applicant, Agent(PERSON), answers, form, phone="13800000001")
    office.receive(ONLY_RECEIVE, intake, tuple(as_taken(row, 1, 0) for row in rows_for(guide, answers)))


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    code = main([*words, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_a_window_takes_a_case_over_and_the_old_one_is_told_what_did_not_count(
    hall: Province, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = open_workplace(Settings(profile=tmp_path / "old", rehearsal=True))
    receive(at)
    at.close()
    line = ["--url", hall.url, "--token", hall.token, "--key", hall.key]
    old, new = (["--profile", str(tmp_path / name)] for name in ("old", "new"))
    assert run(capsys, *old, "sync", "once", *line)[1]["pushed"] > 0
    case = str(ONLY_RECEIVE)
    code, said = run(capsys, *new, "sync", "lease", case, "--take", "0000", "--reason", "窗口停电", *line)
    assert (code, said["refused"]) == (1, "ZC-LEASE-01") and "主管" in said["what"]
    platform(["lease", "--db", str(hall.db), case, "--permit", "NEW", "--by", "孙主管"])
    permit = json.loads(capsys.readouterr().out)["permit"]
    code, said = run(capsys, *new, "sync", "lease", case, "--take", permit, "--reason", "窗口停电", *line)
    assert (code, said["holder"], said["home"], said["fence"]) == (0, "NEW", "NEW", 2)
    shown = run(capsys, *new, "case", "show", case)[1]
    assert shown["lease"] == "NEW" and shown["state_name"] == "已收件" and not shown["irregular"]
    # The old window has not heard of it yet and voids the case; that does not count, and it is told.
    at = open_workplace(Settings(profile=tmp_path / "old", rehearsal=True))
    at.rehearsal_session()
    at.office.withdraw(ONLY_RECEIVE, "不办了")
    at.close()
    code, said = run(capsys, *old, "sync", "once", *line)
    parked = [item for item in said["items"] if item["state"] == "parked"]
    assert [(item["case_id"], item["reason"]) for item in parked] == [(case, "lease-stale")]
    assert "接管" in parked[0]["words"] and "主管" in parked[0]["can"]
    for profile in (old, new):
        assert run(capsys, *profile, "verify")[1]["problems"] == []
