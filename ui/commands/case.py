"""``case``: what lies in the log, masked by default."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any
from uuid import UUID

from app.domain.case import Case
from app.domain.chain import event_body
from app.domain.events import Recorded
from app.domain.paper import PAPER_RULES, state_words
from app.domain.people import mask_name
from app.domain.transitions import STATE_NAMES
from app.errors import UserFacingError
from app.storage import log
from app.storage.histories import SqlHistories
from app.storage.views import CaseLine
from ui.bootstrap import Workplace
from ui.casefile import write_case_file
from ui.commands.common import say, verbs, workplace


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Arguments of ``case``."""
    made = verbs(
        parser, {"list": _list, "show": _show, "events": _events, "documents": _documents, "file": _file}
    )
    made["list"].add_argument("text", nargs="?", default="", help="姓名、编号的开头")
    made["file"].add_argument("--out", type=Path, required=True, help="卷宗文件（zip）")
    for verb in ("show", "events", "documents", "file"):
        made[verb].add_argument("case", help="办件标识或者文书编号")


def _case(at: Workplace, text: str) -> Case:
    found: UUID | None
    try:
        found = UUID(text)
    except ValueError:
        found = at.stores.views.case_of_number(text)
    if found is None:
        raise UserFacingError("ZC-CASE-04", "本机没有这个办件", "", "请核对编号，或者联网后再查")
    return at.office.case(found)


def _line(line: CaseLine) -> dict[str, Any]:
    return {
        "case": str(line.case_id),
        "state": line.state.value,
        "state_name": line.state_name,
        "item": line.item,
        "applicant": mask_name(line.applicant),
        "receipt": line.receipt,
        "lease": line.lease,
        "due": line.due.isoformat() if line.due else None,
        "due_kind": line.due_kind,
    }


def _list(given: argparse.Namespace) -> int:
    with workplace(given) as at:
        lines = at.stores.views.find(given.text) if given.text else at.stores.views.cases()
        rows = [_line(line) for line in lines]
    text = "\n".join(f"{r['receipt']}  {r['state_name']}  {r['item']}  {r['applicant']}" for r in rows)
    say(given, rows, text or "还没有办件")
    return 0


def _show(given: argparse.Namespace) -> int:
    with workplace(given) as at:
        case = _case(at, given.case)
        window = at.book.at(at.office.today()).duplicate_window_days
        linked = SqlHistories(at.database).duplicates(case, window)
    assert case.intake is not None
    data = {
        "case": str(case.id),
        "state": case.state.value if case.state else "",
        "state_name": STATE_NAMES[case.state] if case.state else "",
        "item": case.item.name,
        "applicant": mask_name(case.intake.applicant.name),
        "lease": case.lease,
        "materials": [{"number": m.number, "name": m.name, "status": m.status.value} for m in case.materials],
        "papers": [_paper(p) for p in case.papers],
        "irregular": list(case.irregular),
        "linked": [str(each) for each in linked],
        "linked_words": f"同一申请人近日就同一事项另有{len(linked)}件，已关联，没有合并" if linked else "",
    }
    say(given, data)
    return 0


def _paper(paper: Any) -> dict[str, Any]:
    return {
        "number": paper.number,
        "kind": f"{paper.kind.value}-{PAPER_RULES[paper.kind].name}",
        "state": state_words(paper),
        "printings": paper.printings,
        "blank": paper.blank,
    }


def _events(given: argparse.Namespace) -> int:
    with workplace(given) as at:
        case = _case(at, given.case)
        with at.database.read.connect() as connection:
            recorded: list[Recorded] = list(log.recorded_events(connection, case.id))
    rows = [
        {k: v for k, v in event_body(item).items() if k != "payload"} | {"device": item.device}
        for item in recorded
    ]
    say(given, rows, "\n".join(f"{row['device']} {row['version']:>3} {row['type']}" for row in rows))
    return 0


def _documents(given: argparse.Namespace) -> int:
    with workplace(given) as at:
        case = _case(at, given.case)
    rows = [_paper(paper) for paper in case.papers]
    say(given, rows, "\n".join(f"{row['number']}  {row['kind']}  {row['state']}" for row in rows))
    return 0


def _file(given: argparse.Namespace) -> int:
    # Alone on the profile: nothing is taken away without its line in the audit.
    with workplace(given, exclusive=True) as at:
        made = write_case_file(at, _case(at, given.case), given.out)
    data = {"file": str(made.path), "sha256": made.digest, "parts": dict(made.parts)}
    say(given, data, f"{made.path}\n共{len(made.parts)}个部分，摘要 {made.digest}")
    return 0
