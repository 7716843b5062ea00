"""``operator``: who may log in, and with which of the five rights."""

from __future__ import annotations

import argparse

from app.domain.rights import RIGHT_NAMES, Grant, Right
from app.errors import UserFacingError
from app.storage.operators import reset_password
from ui.commands.common import ask_in_turn, say, verbs, workplace

_SHORT = {right.value.removeprefix("may_"): right for right in Right}


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Arguments of ``operator``."""
    made = verbs(parser, {"add": _add, "list": _list, "reset": _reset})
    made["add"].add_argument("--name", required=True)
    made["add"].add_argument("--number", required=True, help="工号")
    made["add"].add_argument("--rights", default="receive,hand_over", help="，".join(_SHORT))
    made["reset"].add_argument("number")


def password() -> str:
    """From the terminal, or one line of standard input: never from the command line, which others can read."""
    return ask_in_turn("密码：")[0]


def _grants(words: str) -> tuple[Grant, ...]:
    unknown = [word for word in words.split(",") if word and word not in _SHORT]
    if unknown:
        raise UserFacingError(
            "ZC-OPER-01", f"没有这种授权：{'、'.join(unknown)}", "", f"可用：{'、'.join(_SHORT)}"
        )
    return tuple(Grant(_SHORT[word]) for word in words.split(",") if word)


def _add(given: argparse.Namespace) -> int:
    with workplace(given, exclusive=True) as at:
        operator = at.add_operator(given.name, given.number, password(), _grants(given.rights))
    say(given, {"id": operator.id, "number": operator.number}, f"已添加 {operator.name}（{operator.number}）")
    return 0


def _list(given: argparse.Namespace) -> int:
    with workplace(given) as at:
        people = at.operators()
    rows = [
        {
            "number": p.number,
            "name": p.name,
            "rights": sorted(g.right.value for g in p.grants),
            "disabled": p.disabled,
        }
        for p in people
    ]
    words = (f"{p.number}  {p.name}  {'、'.join(RIGHT_NAMES[g.right] for g in p.grants)}" for p in people)
    say(given, rows, "\n".join(words) or "还没有操作员")
    return 0


def _reset(given: argparse.Namespace) -> int:
    with workplace(given, exclusive=True) as at, at.database.write.begin() as connection:
        try:
            reset_password(connection, given.number, password())
        except LookupError as error:
            raise UserFacingError(
                "ZC-OPER-02", f"没有工号 {given.number}", "", "请先用 operator list 查看"
            ) from error
    say(given, {"number": given.number}, "密码已重设")
    return 0
