"""``operator``: who may log in, and with which of the five rights."""

from __future__ import annotations

import argparse
from datetime import date

from app.domain.rights import RIGHT_NAMES, Grant, Right
from app.errors import RefusedError, UserFacingError
from app.storage.operators import reset_password
from app.storage.stores import audit_within
from ui.bootstrap import Workplace
from ui.commands.common import ask_in_turn, say, verbs, workplace
from ui.credentials import administers, credential_of, days_of, set_days, stretching

_SHORT = {right.value.removeprefix("may_"): right for right in Right}


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Arguments of ``operator``."""
    made = verbs(parser, {"add": _add, "list": _list, "reset": _reset, "credential": _credential})
    made["add"].add_argument("--name", required=True)
    made["add"].add_argument("--number", required=True, help="工号")
    made["add"].add_argument("--rights", default="receive,hand_over", help="，".join(_SHORT))
    made["add"].add_argument("--delegated-by", default="", help="委托机关")
    made["add"].add_argument("--paper", default="", help="委托书编号")
    made["add"].add_argument("--seal", default="", help="委托机关专用印章的名称")
    made["add"].add_argument("--until", type=date.fromisoformat, default=None, help="委托到哪天，2027-12-31")
    made["reset"].add_argument("number")
    made["credential"].add_argument("--days", type=int, default=None, help="离线多少天后只能收件和发件")


def password() -> str:
    """From the terminal, or one line of standard input: never from the command line, which others can read."""
    return ask_in_turn("口令：")[0]


def _grants(words: str, given: argparse.Namespace) -> tuple[Grant, ...]:
    """收件 is the hall's own; the others come with who delegated them, by which paper, and until when (S4 5(2))."""
    unknown = [word for word in words.split(",") if word and word not in _SHORT]
    if unknown:
        raise UserFacingError(
            "ZC-OPER-01", f"没有这种授权：{'、'.join(unknown)}", "", f"可用：{'、'.join(_SHORT)}"
        )
    more = {
        "delegated_by": given.delegated_by, "paper": given.paper, "seal": given.seal, "valid_to": given.until,
    }  # fmt: skip
    rights = [_SHORT[word] for word in words.split(",") if word]
    return tuple(Grant(right) if right is Right.RECEIVE else Grant(right, **more) for right in rights)


def _add(given: argparse.Namespace) -> int:
    with workplace(given, exclusive=True) as at:
        _require_administrator(at, "添加人员")
        operator = at.add_operator(given.name, given.number, password(), _grants(given.rights, given))
        at.stores.audit.record(at.office.desk.session.operator.id, "operator-add", operator.number)
    say(given, {"id": operator.id, "number": operator.number}, f"已添加 {operator.name}（{operator.number}）")
    return 0


def _require_administrator(at: Workplace, what: str) -> None:
    """Raise RefusedError ZC-OPER-04 unless the administrator asks; a rehearsal asks nobody who she is."""
    by = at.office.desk.session.operator.id
    with at.database.read.connect() as connection:
        if at.profile.rehearsal or administers(connection, by, at.clock.now()):
            return
    raise RefusedError(
        "ZC-OPER-04", f"只有管理员能{what}", "S1 8", "人员和口令都没有改变", "请管理员用自己的工号和口令执行这条命令"
    )


def _list(given: argparse.Namespace) -> int:
    with workplace(given) as at:
        people = at.operators()
    rows = [
        {
            "number": p.number,
            "name": p.name,
            "rights": sorted(g.right.value for g in p.grants),
            "disabled": p.disabled,
            "delegations": [
                {"right": g.right.value, "by": g.delegated_by, "paper": g.paper,
                 "until": g.valid_to.isoformat() if g.valid_to else None}
                for g in p.grants if g.delegated_by or g.paper or g.valid_to
            ],
        }
        for p in people
    ]
    words = (f"{p.number}  {p.name}  {'、'.join(RIGHT_NAMES[g.right] for g in p.grants)}" for p in people)
    say(given, rows, "\n".join(words) or "还没有操作员")
    return 0


def _reset(given: argparse.Namespace) -> int:
    with workplace(given, exclusive=True) as at:
        by = at.office.desk.session.operator
        if given.number != by.number:
            _require_administrator(at, "重设别人的口令")
        # Asked before anything is written: a person may take minutes, and nobody else could save meanwhile.
        fresh = password()
        try:
            with at.database.writing() as connection:
                reset_password(connection, given.number, fresh, stretching(at.profile.rehearsal, fresh))
                audit_within(connection, at.clock.now().ms, by.id, "operator-reset", given.number)
                if not at.profile.rehearsal:
                    # Last, so that the row stays as it was when the key cannot be written.
                    at.ring.wrap_for_operator(given.number, fresh)
        except LookupError as error:
            raise UserFacingError(
                "ZC-OPER-02", f"没有工号 {given.number}", "", "请先用 operator list 查看"
            ) from error
    say(given, {"number": given.number}, "口令已重设")
    return 0


def _credential(given: argparse.Namespace) -> int:
    """How long the kept credentials are good without the line; ``--days`` changes the limit."""
    with workplace(given, exclusive=given.days is not None) as at:
        settings, now = at.stores.settings, at.clock.now()
        if given.days is not None:
            set_days(settings, given.days)
            at.stores.audit.record(at.office.desk.session.operator.id, "credential-days", str(given.days))
        held = {p.number: credential_of(settings, p.id, now, keep=False) for p in at.operators()}
        days = days_of(settings)
    data = {"days": days, "operators": [{"number": n, "left": c.left, "over": c.over} for n, c in held.items()]}
    lines = [f"离线 {days} 天没有联网核验的，只能收件和发件"]
    lines += [f"{number}  {found.words or f'还有{found.left}天'}" for number, found in held.items()]
    say(given, data, "\n".join(lines))
    return 0
