"""Between the log and the partners: questions come out of it, answers go into it as commits of the platform.

A counterpart that fails stops its own question alone; that one is left to people.
"""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, false, func, insert, or_, select, update
from sqlalchemy.exc import OperationalError

from sync.platform import tables
from sync.platform.carry import carry_seed
from sync.platform.case_file import LogPlatform, read_case
from sync.platform.database import Database, open_database, set_counter
from sync.platform.partners.base import Answer, Ask, Bench, CaseFile, PartnerError
from sync.platform.partners.house import Partners, Told, answer, reference, tell
from sync.platform.partners.shelf import SqlShelf
from sync.platform.projection import plain
from sync.platform.staff import append_event, civil_date
from sync.platform.tables import asks
from sync.wire.carry import CarryError
from sync.wire.sealed import unseal

_log = logging.getLogger(__name__)
_NO_TIME = 2**53
"""No clock of milliseconds says so."""

NAMES = {
    "identity": "统一身份认证",
    "exchange": "数据共享交换平台",
    "licence": "电子证照系统",
    "seal": "统一印章系统",
    "signature": "电子签名存证",
    "payment": "非税收缴系统",
    "courier": "邮政快递",
    "credit": "信用信息平台",
    "commitment": "承诺核查",
    "commitment-list": "虚假承诺名单",
    "supervision": "电子监察",
    "rating": "好差评系统",
    "queue": "排队预约系统",
    "hotline": "12345热线",
    "callback": "回访",
    "progress": "进度查询",
    "survey": "联合勘验",
    "intermediary": "中介服务超市",
    "archive": "电子档案系统",
    "reconciliation": "办件对账",
    "department": "部门自建系统",
    "project": "工程审批系统",
    "one-matter": "一件事",
    "cross-area": "通办协同",
    "assist": "帮代办",
    "portal": "政务服务网",
    "mobile": "辽事通",
    "catalogue": "事项管理系统",
    "proof-list": "证明事项清单",
}
"""Who speaks, as a clerk reads it."""

Make = Callable[[Bench], Partners]
_NAMED_BY: Mapping[str, str] = {"hotline": "number", "rating": "service", "payment": "code"}
"""Under which name of an answer stands what it is about, where a case may have several."""
_KEY = "subject-key"
_READ = "asks-read"


class PartnerDesk:
    """Answers what desks asked. ``make`` builds the partners upon a transaction; a deployment gives its own."""

    def __init__(self, database: Database, now_ms: Callable[[], int], make: Make = reference) -> None:
        self._database = database
        self._now_ms = now_ms
        self._make = make
        # Asked after every push: put into words once.
        dialect = database.engine.dialect
        self._is_unanswered = str(_unanswered().compile(dialect=dialect, compile_kwargs={"literal_binds": True}))

    def after(self) -> None:
        """Call when commits were taken (they stay taken): answers at once if anything was asked and not answered.

        Whether that is so stands in the database alone: what another worker left when it died is answered with the
        next commit of anybody.
        """
        try:
            with self._database.read() as connection:
                if not connection.exec_driver_sql(self._is_unanswered).scalar():
                    return
            self.serve()
        except OperationalError as error:
            _log.warning("questions wait: %s", type(error).__name__)

    def serve(self) -> int:
        """Collect new questions and answer those that a partner answers by itself. Gives how many were answered."""
        with self._database.write() as connection:
            _collect(connection)
        with self._database.read() as connection:
            query = select(asks.c.ask).where(asks.c.state == "open").order_by(asks.c.position)
            waiting = list(connection.execute(query).scalars())
        return sum(self._serve_one(ask_id) for ask_id in waiting)

    def _serve_one(self, ask_id: bytes) -> bool:
        try:
            with self._database.write() as connection:
                return self._answer(connection, ask_id)
        except OperationalError:
            raise
        except Exception as error:  # noqa: BLE001 — a partner is foreign code: its failure is its own question's alone
            _log.error("question %s failed: %s", UUID(bytes=ask_id), type(error).__name__)
        with self._database.write() as connection:
            _mark(connection, ask_id, "failed")
        return False

    def _answer(self, connection: Connection, ask_id: bytes) -> bool:
        ask = _load(connection, ask_id, "open")
        file = read_case(connection, ask.case.bytes) if ask is not None else None
        if ask is None or file is None:
            return False
        partners = self._make(self._bench(connection))
        try:
            ask = _unsealed(connection, ask)
        except CarryError:
            # Sealed to another platform: only the citizen can say it again.
            refused = Answer("refused", "内容无法拆封，请重新提交。", {"code": "sealed"})
            self._write(connection, ask.case.bytes, ask.id, ask.system, refused)
            _mark(connection, ask_id, "answered", refused.outcome)
            return True
        with connection.begin_nested():
            said = answer(partners, ask, file)
        if said is None:
            _mark(connection, ask_id, "waiting")
            return False
        self._write(connection, ask.case.bytes, ask.id, ask.system, said)
        _mark(connection, ask_id, "answered", said.outcome)
        return True

    def reply(self, ask_id: UUID, said: Answer, by: Mapping[str, str]) -> Answer:
        """People answer a question that no partner answered. Raises PartnerError when there is none."""
        with self._database.write() as connection:
            _collect(connection)
            ask = _load(connection, ask_id.bytes, "waiting") or _load(connection, ask_id.bytes, "failed")
            if ask is None:
                raise PartnerError("not-waiting", "没有这一待人工答复的查询。")
            self._write(connection, ask.case.bytes, ask.id, ask.system, said, by)
            _mark(connection, ask_id.bytes, "answered", said.outcome)
        return said

    def tell(self, case_id: bytes, told: Told, by: Mapping[str, str]) -> Answer:
        """A partner speaks up about a case, asked or not. Raises PartnerError, and then nothing was written."""
        with self._database.write() as connection:
            file = read_case(connection, case_id)
            if file is None:
                raise PartnerError("unknown-case", "没有这一办件。")
            said = tell(self._make(self._bench(connection)), told, file)
            former = _asked_of(file, told.system, said) or self._former(connection, file, told.system)
            self._write(connection, case_id, former, told.system, said, by)
        return said

    def listed(self, state: str = "", system: str = "") -> list[dict[str, Any]]:
        """Questions as a list shows them: who asked what system about which case, never what was said."""
        with self._database.write() as connection:
            _collect(connection)
            return _list_asks(connection, state, system)

    @contextmanager
    def partners(self) -> Iterator[Partners]:
        """The partners upon a writing transaction, for the tools of the staff."""
        with self._database.write() as connection:
            yield self._make(self._bench(connection))

    def _bench(self, connection: Connection) -> Bench:
        now = self._now_ms()
        key = bytes.fromhex(subject_key(connection))
        platform = LogPlatform(connection)
        signer = self._database.signer
        return Bench(lambda s: SqlShelf(connection, s, now), platform, signer, key, now, civil_date(now))

    def _former(self, connection: Connection, file: CaseFile, system: str) -> UUID:
        """The last question of the case to this system; a fresh id when it was never asked."""
        query = (
            select(asks.c.ask)
            .where(asks.c.case_id == file.case.bytes, asks.c.system == system)
            .order_by(asks.c.position.desc())
            .limit(1)
        )
        found = connection.execute(query).scalar()
        return UUID(bytes=found) if found is not None else UUID(bytes=secrets.token_bytes(16), version=4)

    def _write(
        self,
        connection: Connection,
        case_id: bytes,
        ask: UUID,
        system: str,
        said: Answer,
        by: Mapping[str, str] | None = None,
    ) -> None:
        now = self._now_ms()
        payload = {
            "at": {"ms": now, "quality": "trusted"},
            "by": by or {"id": f"partner:{system}", "name": NAMES.get(system, system), "number": ""},
            "ask": str(ask),
            "system": system,
            "outcome": said.outcome,
            "words": said.words,
            "data": dict(said.data),
        }
        append_event(self._database, connection, case_id, "partner_answered", payload, now)


@contextmanager
def open_desk(db_url: str, now_ms: Callable[[], int]) -> Iterator[PartnerDesk]:
    """A desk upon the database at ``db_url``, beside a platform that may be running."""
    database = open_database(db_url)
    try:
        yield PartnerDesk(database, now_ms)
    finally:
        database.close()


def _asked_of(file: CaseFile, system: str, said: Answer) -> UUID | None:
    """The question of the case that was first answered with what ``said`` names: a case may have two complaints, and
    who made the first must not take the answer to the second for hers.
    """
    name = _NAMED_BY.get(system, "")
    thing = said.data.get(name)
    for past in file.history if thing else ():
        if past.type != "partner_answered" or past.payload.get("system") != system:
            continue
        if _part(past.payload, "data").get(name) == thing and (ask := _uuid(past.payload.get("ask"))) is not None:
            return UUID(bytes=ask)
    return None


def subject_key(connection: Connection) -> str:
    """Key of the digests under which lists name people, hex; made at first use, the same ever after."""
    table = tables.server
    known = connection.execute(select(table.c.value).where(table.c.name == _KEY)).scalar()
    if known is None:
        known = secrets.token_hex(32)
        connection.execute(insert(table).values(name=_KEY, value=known))
    return str(known)


def _list_asks(connection: Connection, state: str, system: str) -> list[dict[str, Any]]:
    query = select(asks).order_by(asks.c.position)
    if state:
        query = query.where(asks.c.state == state)
    if system:
        query = query.where(asks.c.system == system)
    shown = ("device", "operator", "system", "at_ms", "state", "outcome")
    return [
        {"ask": str(UUID(bytes=row.ask)), "case": str(UUID(bytes=row.case_id))}
        | {name: getattr(row, name) for name in shown}
        for row in connection.execute(query)
    ]


def _fresh() -> Any:
    """Places of questions that were not collected yet; positions have the order of commits, so none comes later."""
    events, counters = tables.events, tables.counters
    read = select(counters.c.value).where(counters.c.name == _READ).scalar_subquery()
    # A program that did not write down how far it had read left the last question that it kept.
    seen = func.coalesce(read, select(func.max(asks.c.position)).scalar_subquery(), 0)
    return select(events.c.position).where(
        events.c.position > seen, events.c.type == "partner_asked", events.c.parked == false()
    )


def _unanswered() -> Select[Any]:
    open_ones = select(asks.c.ask).where(asks.c.state == "open")
    return select(or_(open_ones.exists(), _fresh().exists()))


def _collect(connection: Connection) -> None:
    """Take questions that came in since the last time out of the log."""
    commits = tables.commits
    new = _fresh()
    last = connection.execute(select(func.max(new.subquery().c.position))).scalar()
    if last is None:
        return
    query = select(commits).where(commits.c.position.in_(new)).order_by(commits.c.position)
    for row in connection.execute(query).all():
        for event in json.loads(row.body)["events"]:
            if event["type"] == "partner_asked":
                _keep(connection, row, event["payload"])
    set_counter(connection, _READ, last)


def _keep(connection: Connection, commit: Any, payload: Mapping[str, Any]) -> None:
    ask = _uuid(payload.get("ask"))
    if ask is None or connection.execute(select(asks.c.ask).where(asks.c.ask == ask)).first():
        _log.error("question at position %s has no id of its own", commit.position)
        return
    by, at, data = (_part(payload, name) for name in ("by", "at", "data"))
    row = {
        "ask": ask,
        "case_id": commit.case_id,
        "position": commit.position,
        "device": commit.device,
        "operator": plain(str(by.get("number") or by.get("id") or "")),
        "system": plain(str(payload.get("system", ""))),
        "subject": plain(str(payload.get("subject", ""))),
        "data": json.dumps({str(n): str(v) for n, v in data.items()}, ensure_ascii=False),
        "at_ms": at["ms"] if isinstance(at.get("ms"), int) and abs(at["ms"]) < _NO_TIME else 0,
        "state": "open",
        "outcome": "",
    }
    connection.execute(insert(asks).values(**row))


def _load(connection: Connection, ask_id: bytes, state: str) -> Ask | None:
    row = connection.execute(select(asks).where(asks.c.ask == ask_id, asks.c.state == state)).first()
    if row is None:
        return None
    case, data = UUID(bytes=row.case_id), json.loads(row.data)
    return Ask(UUID(bytes=row.ask), case, row.device, row.system, row.subject, data, row.operator, row.at_ms)


def _unsealed(connection: Connection, ask: Ask) -> Ask:
    """The question with what was sealed in it; it is opened for its partner alone and lies sealed everywhere else."""
    sealed = ask.data.get("sealed", "")
    if not sealed:
        return ask
    rest = {name: value for name, value in ask.data.items() if name != "sealed"}
    return replace(ask, data={**rest, **unseal(carry_seed(connection), sealed)})


def _mark(connection: Connection, ask_id: bytes, state: str, outcome: str = "") -> None:
    connection.execute(update(asks).where(asks.c.ask == ask_id).values(state=state, outcome=outcome))


def _part(payload: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = payload.get(name)
    return value if isinstance(value, Mapping) else {}


def _uuid(value: Any) -> bytes | None:
    try:
        return UUID(value).bytes if isinstance(value, str) else None
    except ValueError:
        return None
