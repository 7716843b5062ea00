"""A profile as it looks after years at a busy counter: 20,000 items and 100,000 cases, encrypted, made once and kept.

One case is taken in through the use case; its rows are then written again and again with other identities, names,
numbers and dates, chain and digests right, so that the log is as large and as true as a real one.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from dataclasses import dataclass
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
from app.storage.sound_filler import SoundFiller
from app.usecases.intake import build_intake, prefill, rows_for
from tests.bench.bench_search import catalogue
from ui.bootstrap import Enrolment, Settings, Workplace, enrol, import_catalogue, open_workplace

ROOT = Path(__file__).resolve().parents[2]
ITEMS = 20_000
CASES = int(os.environ.get("ZONGCHUANG_BENCH_CASES", "100000"))
NUMBER, PASSWORD = "0712", "geheim-1234"
LAYOUT = 7
"""Raised when what is written here changes, so that an old cache is made anew."""
_SPARE = 1_000_000
_SOUNDS = 400
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华玉秀珍春梅雪鹏"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
Row = dict[str, Any]


def out_folder() -> Path:
    """Where figures and kept profiles lie."""
    return ROOT / os.environ.get("ZONGCHUANG_OUT", "OUT") / "bench"


def as_installed() -> dict[str, str]:
    """The environment of a program under measure: no display, and its modules compiled once, as a package ships them.

    A variable of the one who measures may forbid Python to keep what it compiled; then each start compiles all
    modules again, which costs a second that no counter pays.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "QT_QPA_PLATFORM": "offscreen"}


def kept_profile(cases: int = CASES, real: bool = False) -> Path:
    """The folder of the profile with ``cases`` cases, made when it is not there yet: a rehearsal's, or a ``real`` one
    that asks for :data:`NUMBER` and :data:`PASSWORD`.
    """
    folder = out_folder() / f"profile-{cases}-{LAYOUT}{'-real' if real else ''}"
    if not (folder / "config.toml").exists():
        making = folder.with_name(folder.name + ".making")
        shutil.rmtree(making, ignore_errors=True)
        _make(making, cases, real)
        making.rename(folder)
    return folder


def opened(folder: Path) -> Workplace:
    """The workplace of a rehearsal profile with its operator at the desk."""
    at = open_workplace(Settings(profile=folder, rehearsal=True))
    at.rehearsal_session()
    return at


def real_profile(folder: Path) -> Workplace:
    """A new real profile, its operator at the desk and the catalogue in it; the password costs what it costs at a
    counter.
    """
    enrol(folder, Enrolment(device="D09", hall="测试大厅", window="9号窗口"), "赵六", NUMBER, PASSWORD)
    at = open_workplace(Settings(profile=folder), (NUMBER, PASSWORD))
    at.log_in(NUMBER, PASSWORD)
    import_catalogue(at)
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


def _make(folder: Path, cases: int, real: bool) -> None:
    at = real_profile(folder) if real else opened(folder)
    try:
        at.blocks.add(NumberBlock("block-1", "paper", 1, cases + _SPARE))
        items = [
            ServiceItem(code, name, department, sub_name=sub_name)
            for _, name, sub_name, department, code, _, guided in catalogue(ITEMS)
            if not guided
        ]
        at.stores.catalogue.put([(item, item.code) for item in items], "bench")
        _multiply(at, cases)
        filler = SoundFiller(at.database, at.names)
        while filler.portion(_SOUNDS):
            pass
    finally:
        at.close()


def _multiply(at: Workplace, cases: int) -> None:
    done = at.office.receive(at.office.new_draft(), *nurse_intake(at, applicant(0)))
    with at.database.read.connect() as connection:
        (_, sample), *_ = stored_commits(connection)
        rows: dict[str, list[Row]] = {
            name: [dict(row._mapping) for row in connection.execute(text(f"SELECT * FROM {name}"))]
            for name in _TABLES
        }
    assert sample.case_id == done.case.id
    pattern = _Pattern(rows)
    with at.database.write.connect() as connection:
        raw: Any = connection.connection.driver_connection
        raw.execute("PRAGMA synchronous = OFF")
        raw.execute("PRAGMA cache_size = -400000")
        raw.execute("BEGIN IMMEDIATE")
        indices = raw.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
            f" AND tbl_name IN {_TABLES}"
        ).fetchall()
        for name, _ in indices:
            raw.execute(f'DROP INDEX "{name}"')
        for name in _TABLES:
            raw.execute(f"DELETE FROM {name}")
        prev = GENESIS
        for start in range(0, cases, 1000):
            prev, part = pattern.written(range(start, min(start + 1000, cases)), prev)
            for name, many in part.items():
                columns = ", ".join(f'"{column}"' for column in rows[name][0])
                marks = ", ".join("?" * len(rows[name][0]))
                raw.executemany(f"INSERT INTO {name} ({columns}) VALUES ({marks})", many)
        for _, made in indices:
            raw.execute(made)
        raw.execute("UPDATE number_blocks SET next = ?", (cases + 1,))
        raw.execute("DELETE FROM jobs")
        raw.execute("COMMIT")
        raw.execute("PRAGMA synchronous = FULL")


_TABLES = ("commits", "events", "numbers", "case_row", "due", "papers", "search_key")
Values = tuple[Any, ...]


class _Pattern:
    """The rows of one case with places where those of another differ, found once and filled in for each."""

    def __init__(self, rows: dict[str, list[Row]]) -> None:
        (commit,), (self.case,) = rows["commits"], rows["case_row"]
        old, papers = applicant(0).person, rows["papers"]
        assert old is not None
        self.ids = [
            commit["id"],
            commit["case_id"],
            papers[0]["document_id"],
            *(e["id"] for e in rows["events"]),
        ]
        self.numbers = [paper[column] for paper in papers for column in ("number", "code")]
        words = [old.name, old.id_number, *self.numbers, rows["due"][0]["date"]]
        words += [str(UUID(bytes=each)) for each in self.ids]
        # The last six places of an identity number are a key of their own.
        self.cells = {
            name: [
                [_cell(c, v, words, self.ids, name == "search_key") for c, v in row.items()] for row in each
            ]
            for name, each in rows.items()
        }
        body = json.loads(commit["body"]) | {"seq": _SEQ}
        plain = json.dumps(body, ensure_ascii=False, separators=(",", ":")).replace(str(_SEQ), "\0s\0")
        self.body = _pieces(plain, words)
        self.columns = list(commit)

    def written(self, numbers: range, prev: str) -> tuple[str, dict[str, list[Values]]]:
        """The rows of these cases, and the last link of the chain."""
        part: dict[str, list[Values]] = {name: [] for name in self.cells}
        for n in numbers:
            ids = [_id(n, place + 1) for place in range(len(self.ids))]
            values = self._values(n, ids)
            plain = "".join(values.get(piece, piece) for piece in self.body)
            digest = digest_of(plain)
            chain = link(prev, digest)
            for name, rows in self.cells.items():
                part[name] += [tuple([_filled(cell, values, ids, n) for cell in row]) for row in rows]
            own = {"seq": n + 1, "body": plain, "digest": digest, "prev": prev, "hash": chain}
            part["commits"][-1] = self._with(self.columns, part["commits"][-1], own)
            changed = {"changed_ms": self.case["changed_ms"] - 60_000 * n}
            part["case_row"][-1] = self._with(list(self.case), part["case_row"][-1], changed)
            prev = chain
        return prev, part

    def _values(self, n: int, ids: list[bytes]) -> dict[str, str]:
        new = applicant(n).person
        assert new is not None
        due = (date(2026, 9, 28) + timedelta(days=n % 120 - 20)).isoformat()
        numbers = [each.replace("000001", f"{n + 1:06d}") for each in self.numbers]
        words = [new.name, new.id_number, *numbers, due, *(str(UUID(bytes=each)) for each in ids)]
        marked = {f"\0{place}\0": word for place, word in enumerate(words)}
        return marked | {"\0s\0": str(n + 1), "\0six\0": new.id_number[-6:]}

    @staticmethod
    def _with(columns: list[str], row: Values, own: Row) -> Values:
        return tuple(own.get(column, value) for column, value in zip(columns, row, strict=True))


_SEQ = 987_654_321


@dataclass(frozen=True)
class _Cell:
    """A value of a row: as it is, ``n`` + 1, the id at a place, or text in pieces."""

    value: Any = None
    counted: bool = False
    id: int = -1
    pieces: tuple[str, ...] = ()


def _cell(column: str, value: Any, words: list[str], ids: list[bytes], keys: bool) -> _Cell:
    if column in ("arrival", "body"):
        return _Cell()
    if isinstance(value, bytes):
        return _Cell(id=ids.index(value)) if value in ids else _Cell(value)
    if isinstance(value, str):
        if keys and value == words[1][-6:]:
            return _Cell(pieces=("\0six\0",))
        pieces = _pieces(value, words)
        return _Cell(value) if pieces in ((), (value,)) else _Cell(pieces=pieces)
    return _Cell(value, counted=column == "n")


def _pieces(value: str, words: list[str]) -> tuple[str, ...]:
    """``value`` cut where a word stands that differs from case to case; such a piece is its place between two zeros."""
    for place, word in enumerate(words):
        value = value.replace(word, f"\0{place}\0")
    return tuple(piece for piece in re.split("(\0[a-z0-9]+\0)", value) if piece)


def _filled(cell: _Cell, values: dict[str, str], ids: list[bytes], n: int) -> Any:
    if cell.pieces:
        return "".join([values.get(piece, piece) for piece in cell.pieces])
    if cell.id >= 0:
        return ids[cell.id]
    return n + 1 if cell.counted else cell.value


def _id(n: int, place: int) -> bytes:
    return UUID(int=(0x019A << 112) | (0x7 << 76) | (0x8 << 60) | (n << 4) | place).bytes
