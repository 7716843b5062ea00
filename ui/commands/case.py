"""``case``: what lies in the log, masked by default."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any
from uuid import UUID

from app.domain.case import Case
from app.domain.chain import event_body
from app.domain.entrances import HOTLINE
from app.domain.events import Recorded
from app.domain.paper import PAPER_RULES, state_words
from app.domain.people import mask_name
from app.domain.progress import progress
from app.domain.time import Timestamp
from app.domain.transitions import STATE_NAMES
from app.errors import UserFacingError
from app.storage import log
from app.storage.views import CaseLine
from app.usecases.forget import drafts_of, forget
from ui.bootstrap import Workplace
from ui.casefile import write_case_file
from ui.commands.common import say, verbs, workplace


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Arguments of ``case``."""
    looks = {"list": _list, "show": _show, "events": _events, "documents": _documents, "progress": _progress}
    made = verbs(parser, {**looks, "file": _file, "forget": _forget})
    made["list"].add_argument("text", nargs="?", default="", help="姓名、编号的开头")
    made["file"].add_argument("--out", type=Path, required=True, help="卷宗文件（zip）")
    made["forget"].add_argument("number", help="本人的证件号码")
    made["forget"].add_argument("--wish", required=True, help="谁要求删除的，例如：本人当面要求")
    made["progress"].add_argument("number", help="收件凭证上的编号")
    made["progress"].add_argument("code", help="文书页脚的四位查询码")
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
        linked = at.stores.views.duplicates(case, at.office.desk.rules_for(case).duplicate_window_days)
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


def _progress(given: argparse.Namespace) -> int:
    """Stage and day for who holds the receipt, without a name; says since when it is known here."""
    with workplace(given) as at:
        found = at.stores.views.case_of_number(given.number)
        case = at.stores.views.case(found) if found is not None else None
        shown = progress(case, given.code) if case is not None else None
        synced = at.office.equipment.last_sync()
    if shown is None:
        raise UserFacingError(
            "ZC-CASE-04", "没有查到这一编号，或者查询码不对", "", f"请核对收件凭证页脚，也可以打{HOTLINE}查询"
        )
    since = f"截至{Timestamp(synced).words()}最近一次联网" if synced else "本机记录，还没有联网核对"
    data = {"stage": shown.stage, "on": shown.on.isoformat(), "until": str(shown.until or ""), "since": since}
    say(given, data, f"{shown.words}（{since}）")
    return 0


def _forget(given: argparse.Namespace) -> int:
    """Delete the unfinished intakes of a person at her wish; what was taken in stays and is named."""
    with workplace(given, exclusive=True) as at:
        drafts, kept = at.stores.drafts, len(at.stores.views.find(given.number))
        found = drafts_of(drafts, given.number)
        for draft in found:
            forget(at.office.desk, drafts, at.stores.audit.record, draft, given.wish)
    text = f"已删除{len(found)}份没有交的登记"
    text += f"；另有{kept}件已收件，依法归档保存，不能删除" if kept else ""
    say(given, {"forgotten": len(found), "kept": kept}, text)
    return 0
