"""Facts that the data exchange gives for a line of the guide: whence, of which day, for what, and whether the applicant
disagrees (S0 15–16, 21(2); S1 20–22, 26).

They are read out of the log and of nothing else: nobody at a desk can change them, only say that they are wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from app.domain import commands as cmd
from app.domain import events as ev
from app.domain.case import Ask, Case
from app.domain.materials import MaterialStatus, SubmittedMaterial
from app.domain.registers import register_of
from app.values import dataclass

EXCHANGE = "exchange"
SHARED = "共享"
_ABOUT = ("source", "as_of", "purpose", "differs", "library", "register", "ticket", "code")


class Shared(StrEnum):
    """How a shared fact stands; what waits or was not found is no fault of the applicant."""

    WAITING = "待联网核验"
    VERIFIED = "已核验"
    DIFFERS = "与申请人所说不一致"
    NOT_FOUND = "查无此项"
    REFUSED = "来源没有提供"


_OF_OUTCOME = {"pass": Shared.VERIFIED, "fail": Shared.DIFFERS, "unknown": Shared.NOT_FOUND}


@dataclass(frozen=True)
class Objection:
    """What the applicant says instead, the number of her ticket, and the answer to it, empty while none came."""

    claimed: str
    ticket: str = ""
    reply: str = ""


@dataclass(frozen=True)
class SharedFact:
    """One line of the guide that was fetched: ``values`` as the source gave them, ``as_of`` the day they are of."""

    line_id: str
    name: str
    state: Shared
    source: str = ""
    as_of: str = ""
    purpose: str = ""
    values: Mapping[str, str] | None = None
    objection: Objection | None = None

    @property
    def words(self) -> str:
        """As screens and papers say it: 由数据共享取得，已核验（来源 省公安厅，截至2026-09-01）."""
        origin = "，".join(
            part
            for part in (f"来源 {self.source}" if self.source else "", f"截至{self.as_of}" if self.as_of else "")
            if part
        )
        told = f"由数据共享取得，{self.state.value}"
        told += f"（{origin}）" if origin else ""
        if self.objection is None:
            return told
        return f"{told}；申请人有异议：{self.objection.claimed}{self._answered()}"

    def _answered(self) -> str:
        objection = self.objection
        if objection is None or not objection.ticket:
            return "（待受理）"
        return f"（{objection.ticket}：{objection.reply}）" if objection.reply else f"（已受理 {objection.ticket}）"


def fetched(row: SubmittedMaterial) -> bool:
    """Whether the hall is to fetch what the row stands for."""
    return row.status is MaterialStatus.EXEMPT and row.obtainable == SHARED


def question(row: SubmittedMaterial, intake: ev.Intake, number: str) -> dict[str, str]:
    """What the exchange is asked: which register, and for which case; without a purpose it gives nothing."""
    return {**_kept_by(row.name), "fields": row.name, "purpose": f"办理{intake.item.name}（{number}）"}


def _kept_by(material: str) -> dict[str, str]:
    """The library to ask, and the register by name where it is known which one keeps such a thing."""
    kept = register_of(material)
    return {"library": kept.library, **({"register": kept.name} if kept.name else {})}


def objection_question(case: Case, command: cmd.ObjectMaterial) -> dict[str, str]:
    """数据异议: the source is told which value is said to be wrong, and what is said instead."""
    names = {m.line_id: m.name for m in case.materials}
    return {
        "action": "objection",
        **_kept_by(names.get(command.line_id, command.shown)),
        "purpose": f"申请人对{command.system}的数据有异议",
        "field": names.get(command.line_id, command.shown),
        "says": command.claimed,
        "claimed": command.claimed,
    }


def shared_facts(case: Case) -> tuple[SharedFact, ...]:
    """Every line that the exchange was asked for or that the applicant calls wrong, in the guide's order."""
    found = {}
    for row in case.materials:
        looks = [a for a in case.asks if a.system == EXCHANGE and a.subject == row.line_id]
        look = next((a for a in reversed(looks) if not _objects(a)), None)
        objection = _objection(case, row.line_id, looks)
        if look is not None or objection is not None:
            found[row.line_id] = _fact(row, look, objection)
    return tuple(found.values())


def shared_fact(case: Case, line_id: str) -> SharedFact | None:
    """The shared fact of one line, if there is one."""
    return next((fact for fact in shared_facts(case) if fact.line_id == line_id), None)


def obtainable_refusal(case: Case) -> cmd.Refusal | None:
    """What the hall can fetch is not asked of the applicant, unless the source did not have it (S0 21(2), S1 13)."""
    for row in case.open_faults:
        if row.obtainable != SHARED or row.taken:
            continue
        fact = shared_fact(case, row.line_id)
        if fact is None or fact.state in (Shared.WAITING, Shared.VERIFIED):
            return cmd.Refusal(
                "ZC-CASE-111",
                f"《{row.name}》能由数据共享取得，不得向申请人要",
                "S0 21(2)；S1 13",
                "登记为免提交，待联网核验；来源查无的，再按原件核对",
            )
    return None


def _fact(row: SubmittedMaterial, look: Ask | None, objection: Objection | None) -> SharedFact:
    if look is None or look.waiting:
        return SharedFact(row.line_id, row.name, Shared.WAITING, objection=objection)
    told = dict(look.answer)
    return SharedFact(
        row.line_id,
        row.name,
        _OF_OUTCOME.get(look.outcome, Shared.REFUSED),
        told.get("source", ""),
        told.get("as_of", ""),
        told.get("purpose", "") or dict(look.data).get("purpose", ""),
        {name: value for name, value in told.items() if name not in _ABOUT},
        objection,
    )


def _objects(asked: Ask) -> bool:
    return dict(asked.data).get("action") == "objection"


def _objection(case: Case, line_id: str, looks: list[Ask]) -> Objection | None:
    said = [o for o in case.objections if o.line_id == line_id]
    if not said:
        return None
    asked = [a for a in looks if _objects(a)]
    last = asked[-1] if asked else None
    if last is None or last.waiting:
        return Objection(said[-1].claimed)
    settled = last.outcome in ("corrected", "kept-as-is")
    return Objection(said[-1].claimed, dict(last.answer).get("ticket", ""), last.words if settled else "")
