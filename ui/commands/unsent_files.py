"""未上报的办件: what a window that lost a fork keeps, as papers and a list that a person can enter again elsewhere.

Its operations bear places in the sequence that another machine with the same profile has filled; nothing can send them
as they are (docs/decisions/0083). Nothing is changed here by writing them out, so it can be done again at any time.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.case import Case
from app.domain.paper import PAPER_RULES
from app.domain.time import Timestamp
from app.domain.transitions import STATE_NAMES
from app.errors import UserFacingError
from app.storage.files import replace_file
from app.storage.unsent import UnsentCase, unsent_cases
from app.values import dataclass
from ui.casefile import write_case_file

if TYPE_CHECKING:
    from ui.workplace import Workplace

LIST = "未上报办件.csv"
_HEAD = (
    "序号", "原编号", "事项", "申请人", "电话", "现在的状态", "本机最早未上报的时间", "未上报的操作", "怎么补录",
    "本机发出的文书", "卷宗", "扫描件",
)  # fmt: skip
_WHOLE = "省平台没有这一件：按原编号整件补录"
_REST = "省平台有前半部分：先查原编号，只补后面的操作"
_SCANS = "省平台有这一件：先查原编号，只补扫描件"
_BAD = "没有导出"
_KINDS: Mapping[bytes, str] = {b"%PDF": ".pdf", b"\xff\xd8\xff": ".jpg", b"\x89PNG": ".png", b"II*\0": ".tif"}
_UNFIT = re.compile(r"[^\w〔〕-]")


@dataclass(frozen=True)
class Written:
    """Where it lies, how many cases, operations and scans; ``unreadable`` scans that could not be read here, ``failed``
    cases that could not be written out, which the list names all the same.
    """

    folder: Path
    cases: int
    commits: int
    scans: int
    unreadable: int
    failed: int


def write_unsent(at: Workplace, out: Path) -> Written:
    """Write every case of which something waits into ``out``, a new or empty folder, the list of them last.

    Raises UserFacingError ZC-SYNC-05 when something lies there, ZC-FILE-02 when the disk refuses.
    """
    found = unsent_cases(at.database, at.device)
    try:
        out.mkdir(parents=True, exist_ok=True)
        if any(out.iterdir()):
            raise UserFacingError(
                "ZC-SYNC-05", f"{out} 里已经有东西", "没有改动那个文件夹", "请换一个空文件夹"
            )
        at.stores.audit.record(at.office.desk.session.operator.id, "sync-unsent", str(len(found)))
        rows: list[tuple[str, ...]] = []
        scans = unreadable = failed = 0
        for place, one in enumerate(found, start=1):
            try:
                case = at.office.case(one.case_id)
            except UserFacingError as error:
                failed += 1
                rows.append(_row_of_none(place, one, error))
                continue
            name = f"{place:03d}-{_UNFIT.sub('_', _number(case)) or str(case.id)[:8]}"
            file = f"{name}.zip"
            try:
                write_case_file(at, case, out / file)
            except UserFacingError as error:
                failed, file = failed + 1, f"{_BAD}：{error.what}"
            written, bad = _write_scans(at, one, out / name)
            scans, unreadable = scans + written, unreadable + bad
            rows.append(_row(place, one, case, file, f"{written} 份" + (f"，另有 {bad} 份读不出来" if bad else "")))
        replace_file(out / LIST, _listed(rows))
    except OSError as error:
        raise UserFacingError(
            "ZC-FILE-02", f"{out} 写不进去", "办件没有变化", "请检查文件夹和磁盘空间后再试"
        ) from error
    return Written(out, len(found), sum(one.waiting for one in found), scans, unreadable, failed)


def _number(case: Case) -> str:
    return case.papers[0].number if case.papers else ""


def _row_of_none(place: int, one: UnsentCase, error: UserFacingError) -> tuple[str, ...]:
    since = Timestamp(one.since_ms).words()
    return (str(place), "", "", "", "", "", since, str(one.waiting), _how(one), "", f"{_BAD}：{error.what}", "")


def _how(one: UnsentCase) -> str:
    return _SCANS if not one.waiting else _REST if one.begun else _WHOLE


def _row(place: int, one: UnsentCase, case: Case, file: str, scans: str) -> tuple[str, ...]:
    applicant = case.intake.applicant if case.intake is not None else None
    return (
        str(place),
        _number(case),
        case.item.name if case.intake is not None else "",
        applicant.name if applicant is not None else "",
        applicant.phone if applicant is not None else "",
        STATE_NAMES[case.state] if case.state is not None else "",
        Timestamp(one.since_ms).words(),
        str(one.waiting),
        _how(one),
        "；".join(f"{PAPER_RULES[paper.kind].name} {paper.number}" for paper in case.papers),
        file,
        scans,
    )


def _listed(rows: list[tuple[str, ...]]) -> bytes:
    """For spreadsheets of offices; a cell that would be read as a formula is kept from it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_HEAD)
    for row in rows:
        writer.writerow([f"'{cell}" if cell[:1] in ("=", "+", "-", "@") else cell for cell in row])
    return text.getvalue().encode("utf-8-sig")


def _write_scans(at: Workplace, one: UnsentCase, folder: Path) -> tuple[int, int]:
    """(written, unreadable) scans of a case."""
    written = bad = 0
    for place, digest in enumerate(one.scans, start=1):
        try:
            with at.scans.open(digest) as stream:
                data = stream.read()
        except (UserFacingError, OSError):
            bad += 1
            continue
        folder.mkdir(exist_ok=True)
        kind = next((end for magic, end in _KINDS.items() if data.startswith(magic)), ".bin")
        replace_file(folder / f"{place:02d}{kind}", data)
        written += 1
    return written, bad
