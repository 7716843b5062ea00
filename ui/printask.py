"""The question of a print in words: what is known of it comes first, then what to do; the answers fit that."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.domain.paper import PAPER_RULES, PaperKind
from app.ports import JobState
from app.usecases.print_question import NOT_OUT, OUT, SPOILED, Next, PrintQuestion
from ui.shared.askbox import AskBox
from ui.theme import said, t

_CODED = re.compile(r"(?P<code>ZC-[A-Z]+-\d+) (?P<words>.*)", re.DOTALL)


def print_box(question: PrintQuestion, scope: QWidget | None = None, name: str = "") -> AskBox:
    """The box that asks; ``name`` is that of the paper where it is called otherwise than its kind.

    Where the machine denies the print, that nothing came out is the main answer; where nothing is known there is none.
    """
    about = {
        "name": name or said(PAPER_RULES[PaperKind(question.job.kind)].name),
        "number": question.job.number,
    }
    title, note = (_denied if question.denied else _open)(question, about)
    read = t("ask.read") if question.read else ""
    return AskBox(title, note, _answers(question), scope, main=question.denied, read=read)


def _answers(question: PrintQuestion) -> Sequence[tuple[str, str, str]]:
    alone = question.away and bool(question.blank)
    out, spoiled = (OUT, t("ask.out"), "Y"), (SPOILED, t("ask.spoiled_away" if alone else "ask.spoiled"), "Z")
    key = {Next.AGAIN: "again", Next.ANEW: "anew", Next.END: NOT_OUT}[question.nothing]
    nothing = (NOT_OUT, t(f"ask.{key}"), "N")
    return (nothing, spoiled, out) if question.denied else (out, nothing, spoiled)


def _open(question: PrintQuestion, about: dict[str, str]) -> tuple[str, str]:
    """Nobody knows: the person looks."""
    why, helps = parted(question.job.detail)
    note = "\n".join(each for each in (helps, why) if each) or t("ask.look")
    return t("print.ask", **about), f"{note}\n{t('ask.to_read')}" if question.read else note


def _denied(question: PrintQuestion, about: dict[str, str]) -> tuple[str, str]:
    """The machine says no, and why: then what to do, and what the same print is worth afterwards."""
    stands = said(question.stands)
    failed = question.job.state is JobState.FAILED
    why, helps = parted(question.job.detail) if failed else (stands, "")
    title = t("ask.denied" if failed else "ask.stands", cause=why or stands or t("ask.no_cause"), **about)
    notes = [helps]
    if failed and stands and stands not in title:
        notes.append(t("ask.stands_now", stands=stands))
    if not failed:
        notes.append(t("ask.may_go_on"))
    notes.append(t(f"ask.next_{question.nothing}"))
    if question.blank:
        notes.append(t("ask.blank_away" if question.away else "ask.blank", blank=question.blank))
    if question.read:
        notes.append(t("ask.to_read"))
    return title, "".join(each for each in notes if each)


def parted(detail: str) -> tuple[str, str]:
    """Why it was not printed, its code behind it, and what helps against it."""
    coded = _CODED.fullmatch(detail)
    words = coded["words"] if coded is not None else detail
    what, _, helps = words.partition("。")
    code = f"（{coded['code']}）" if coded is not None else ""
    return f"{said(what)}{code}" if what else "", said(helps)
