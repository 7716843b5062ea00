"""A profile as it looks after years at a busy counter: 20,000 items and 100,000 cases, encrypted, made once and kept.

One case is taken in through the use case; its rows are then written again and again with other identities, names,
numbers and dates, chain and digests right, so that the log is as large and as true as a real one.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.domain.chain import GENESIS, digest_of, link
from app.domain.events import Intake
from app.domain.guide import ServiceItem
from app.domain.materials import SubmittedMaterial, as_taken
from app.domain.people import Applicant, IdType, Person
from app.domain.records import NumberBlock
from app.storage.log import stored_commits
from app.usecases.intake import build_intake, prefill, rows_for
from tests.bench.bench_search import catalogue
from ui.bootstrap import Settings, Workplace, open_workplace

ROOT = Path(__file__).resolve().parents[2]
ITEMS = 20_000
CASES = int(os.environ.get("ZONGCHUANG_BENCH_CASES", "100000"))
LAYOUT = 5
"""Raised when what is written here changes, so that an old cache is made anew."""
_SPARE = 1_000_000
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华玉秀珍春梅雪鹏"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
Row = dict[str, Any]


def out_folder() -> Path:
    """Where figures and kept profiles lie."""
    return ROOT / os.environ.get("ZONGCHUANG_OUT", "OUT") / "bench"


def kept_profile(cases: int = CASES) -> Path:
    """The folder of the profile with ``cases`` cases, made when it is not there yet."""
    folder = out_folder() / f"profile-{cases}-{LAYOUT}"
    if not (folder / "config.toml").exists():
        making = folder.with_name(folder.name + ".making")
        shutil.rmtree(making, ignore_errors=True)
        _make(making, cases)
        making.rename(folder)
    return folder


def opened(folder: Path) -> Workplace:
    """The workplace of a rehearsal profile with its operator at the desk."""
    at = open_workplace(Settings(profile=folder, rehearsal=True))
    at.rehearsal_session()
    return at


def applicant(n: int) -> Applicant:
    """The ``n``-th made-up person, born in 1900."""
    surname = _SURNAMES[n % len(_SURNAMES)]
    given = _GIVEN[n // 30 % len(_GIVEN)] + _GIVEN[n // 930 % len(_GIVEN)]
    return Applicant(
        person=Person(surname + given, IdType.RESIDENT_CARD, _id_number(n), "2", "01", "19000101")
    )


def nurse_intake(at: Workplace, who: Applicant) -> tuple[Intake, tuple[SubmittedMaterial, ...]]:
    """A complete 护士执业注册 with its five materials."""
    guide = at.office.guide(at.office.search_items("hszyzc")[0].code)
    assert guide is not None
    answers = {"gap": "no"}
    rows = tuple(as_taken(row, 1, 0) for row in rows_for(guide, answers))
    form = prefill(guide, answers, who, None)
    return build_intake(guide, who, None, answers, form, phone="13800000001"), rows


def _id_number(n: int) -> str:
    day = date(1900, 1, 1) + timedelta(days=n % 365)
    body = f"2101{n // 365_000 % 100:02d}{day:%Y%m%d}{n // 365 % 1000:03d}"
    check = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11
    return body + "10X98765432"[check]


def _make(folder: Path, cases: int) -> None:
    at = opened(folder)
    try:
        at.blocks.add(NumberBlock("block-1", "paper", 1, cases + _SPARE))
        items = [
            ServiceItem(code, name, department, sub_name=sub_name)
            for _, name, sub_name, department, code, _, guided in catalogue(ITEMS)
            if not guided
        ]
        at.stores.catalogue.put([(item, item.code) for item in items], "bench")
        _multiply(at, cases)
    finally:
        at.close()


def _multiply(at: Workplace, cases: int) -> None:
    done = at.office.receive(at.office.new_draft(), *nurse_intake(at, applicant(0)))
    with at.database.read.connect() as connection:
        (_, sample), *_ = stored_commits(connection)
        tables = ("commits", "events", "numbers", "case_row", "due", "papers", "search_key")
        rows: dict[str, list[Row]] = {
            name: [dict(row._mapping) for row in connection.execute(text(f"SELECT * FROM {name}"))]
            for name in tables
        }
    assert sample.case_id == done.case.id
    with at.database.write.connect() as connection:
        raw: Any = connection.connection.driver_connection
        raw.execute("PRAGMA synchronous = OFF")
        raw.execute("BEGIN IMMEDIATE")
        for name in tables:
            raw.execute(f"DELETE FROM {name}")
        for part in _written(rows, cases):
            for name, many in part.items():
                columns = ", ".join(f'"{column}"' for column in many[0])
                marks = ", ".join("?" * len(many[0]))
                raw.executemany(
                    f"INSERT INTO {name} ({columns}) VALUES ({marks})", [tuple(row.values()) for row in many]
                )
        raw.execute("UPDATE number_blocks SET next = ?", (cases + 1,))
        raw.execute("UPDATE jobs SET state = 'out'")
        raw.execute("COMMIT")
        raw.execute("PRAGMA synchronous = FULL")


def _written(rows: dict[str, list[Row]], cases: int) -> Iterator[dict[str, list[Row]]]:
    """The rows of all cases in parts of a thousand."""
    prev = GENESIS
    for start in range(0, cases, 1000):
        part: dict[str, list[Row]] = {name: [] for name in rows}
        for n in range(start, min(start + 1000, cases)):
            prev = _one(rows, n, prev, part)
        yield part


def _one(rows: dict[str, list[Row]], n: int, prev: str, part: dict[str, list[Row]]) -> str:
    """Rows of the ``n``-th case; its link in the chain."""
    (commit,), (case,) = rows["commits"], rows["case_row"]
    old, new = applicant(0).person, applicant(n).person
    assert old is not None and new is not None
    due = (date(2026, 9, 28) + timedelta(days=n % 120 - 20)).isoformat()
    words = {old.name: new.name, old.id_number: new.id_number}
    for paper in rows["papers"]:
        words[paper["number"]] = paper["number"].replace("000001", f"{n + 1:06d}")
        words[paper["code"]] = paper["code"].replace("000001", f"{n + 1:06d}")
    ids = {commit["id"]: _id(n, 1), commit["case_id"]: _id(n, 2), rows["papers"][0]["document_id"]: _id(n, 3)}
    ids |= {event["id"]: _id(n, 4 + place) for place, event in enumerate(rows["events"])}
    words[rows["due"][0]["date"]] = due
    texts = words | {str(UUID(bytes=a)): str(UUID(bytes=b)) for a, b in ids.items()}
    body = json.loads(_swapped(commit["body"], texts)) | {"seq": n + 1}
    plain = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    digest = digest_of(plain)
    chain = link(prev, digest)
    for name, each in rows.items():
        # The last six places of an identity number are a key of their own.
        more = {old.id_number[-6:]: new.id_number[-6:]} if name == "search_key" else {}
        part[name].extend(_row(row, ids, texts | more, n) for row in each)
    part["commits"][-1] |= {"seq": n + 1, "body": plain, "digest": digest, "prev": prev, "hash": chain}
    part["case_row"][-1] |= {"changed_ms": case["changed_ms"] - 60_000 * n}
    return chain


def _row(row: Row, ids: dict[bytes, bytes], texts: dict[str, str], n: int) -> Row:
    made: Row = {}
    for column, value in row.items():
        if column == "arrival" or column == "body":
            made[column] = None if column == "arrival" else value
        elif isinstance(value, bytes):
            made[column] = ids.get(value, value)
        elif isinstance(value, str):
            made[column] = _swapped(value, texts)
        else:
            made[column] = n + 1 if column == "n" else value
    return made


def _swapped(value: str, texts: dict[str, str]) -> str:
    for old, new in texts.items():
        value = value.replace(old, new)
    return value


def _id(n: int, place: int) -> bytes:
    return UUID(int=(0x019A << 112) | (0x7 << 76) | (0x8 << 60) | (n << 4) | place).bytes
