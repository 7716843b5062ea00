"""收回证照 on the card of a certificate that somebody has: what each act is told and asks of the office. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from app.domain.case import Case
from app.domain.delivery import issued_licence
from app.domain.happened import Recipient
from app.domain.paper import Paper
from app.domain.people import mask_name
from app.domain.rights import Right
from app.domain.taken_back import WRONG_CONTENT, WRONG_PERSON, may_come_back, went_along
from app.usecases.desk import Done
from app.usecases.take_paper_back import Error, ask_paper_back, leave_not_brought, take_paper_back
from app.values import replace
from ui.office import Office
from ui.theme import said, t
from ui.window.case.forms import Ask, FormSpec, Values
from ui.window.case.look import CaseLook
from ui.window.case.sentences import paper_words
from ui.window.case.words import moment, paper_name, parse_day, weekday

TAKE_BACK, ASK_BACK, NOT_BROUGHT = "take-paper-back", "ask-back", "not-brought"
CONTENT, PERSON, SPOILED = "content", "person", "spoiled"
HERSELF, AGENT, OTHER = "self", "agent", "other"
BROUGHT_BY = {HERSELF: "本人", AGENT: "代理人", OTHER: "其他人"}
"""Who brings a certificate back is to whom it is made out, as its receipt says it."""


def brought_by() -> tuple[tuple[str, str], ...]:
    """The choices of who brought it: the word that is kept, and as it is shown."""
    return tuple((word, t(f"case.form.{TAKE_BACK}.relation_{key}")) for key, word in BROUGHT_BY.items())


def back_words(case: Case, paper: Paper) -> str:
    """How it stands with a certificate that is wanted back, or lies here again; empty for any other paper."""
    asked = case.wanted_back
    if asked is not None and asked.document_id == paper.document_id:
        until, holder = weekday(asked.until), mask_name(asked.holder)
        return t("case.papers.asked_back", holder=holder, told=asked.told, day=until)
    mine = [each for each in case.taken_back if each.document_id == paper.document_id]
    if mine and mine[-1].kept and paper.given_at is None:
        back = mine[-1]
        return t("case.papers.taken_back", name=mask_name(back.recipient.name), at=moment(back.at))
    left = [each for each in case.not_brought if each.document_id == paper.document_id]
    if left and not mine and not paper.void:
        return t("case.papers.not_brought_told", told=left[-1].told)
    return ""


def taken_at(seen: CaseLook) -> str:
    """The window that takes the certificates of this case back, since it has the case; empty where that is this one."""
    return seen.case.lease if seen.case.lease != seen.place.device else ""


def taken_words(case: Case, mended_by: str = "") -> tuple[str, str]:
    """What became of the sheet that was taken back just now, and what comes next; ``mended_by`` the number of the
    更正件 that was opened before, "" where none goes on.
    """
    back = case.taken_back[-1]
    how = "kept" if back.kept else "void" if back.why == WRONG_CONTENT else "anew"
    open_already = how == "void" and bool(mended_by)
    then = t("case.taken_mended_next", number=mended_by) if open_already else t(f"case.taken_{how}_next")
    if back.why == WRONG_CONTENT and issued_licence(case):
        then += t("case.taken_electronic", id=issued_licence(case))
    if along := went_along(case):
        then += t("case.taken_along", papers="、".join(said(paper_name(case, paper)) for paper in along))
    return t(f"case.taken_{how}", serial=back.serial), then


def _form(name: str, case: Case, paper: Paper, *asks: Ask, icon: str) -> FormSpec:
    key, title = f"case.form.{name}", paper_words(case, paper.document_id)
    return FormSpec(name, t(f"{key}.title", paper=title), t(f"{key}.note"), t(f"{key}.save"), asks, icon=icon)


def _ask(form: str, name: str, value: str = "", share: int = 1) -> Ask:
    return Ask(name, t(f"case.form.{form}.{name}"), value, share=share)


def _hinted(form: str, name: str, value: str = "", share: int = 1) -> Ask:
    return replace(_ask(form, name, value, share), hint=t(f"case.form.{form}.{name}_hint"))


def _why(form: str, *kinds: str) -> Ask:
    choices = tuple((kind, t(f"case.form.{form}.why_{kind}")) for kind in kinds)
    return Ask("why", t(f"case.form.{form}.why"), choices=choices, share=2)


def _last(case: Case, paper: Paper) -> Error | None:
    """What it was asked back for, when it was."""
    asked = [each for each in case.asked_back if each.document_id == paper.document_id]
    return Error(asked[-1].why, asked[-1].reason) if asked else None


def take_form(seen: CaseLook, paper: Paper) -> FormSpec:
    """收回证照: what is wrong, the number read off the sheet, and who brings it."""
    known = _last(seen.case, paper)
    why = _why(TAKE_BACK, CONTENT, PERSON, SPOILED)
    if known is not None:
        why = replace(why, value=PERSON if known.why == WRONG_PERSON else CONTENT)
    relations = tuple((word, t(f"case.form.{TAKE_BACK}.relation_{word}")) for word in (HERSELF, AGENT, OTHER))
    return _form(
        TAKE_BACK, seen.case, paper,
        why,
        _ask(TAKE_BACK, "reason", known.reason if known is not None else "", share=2),
        _hinted(TAKE_BACK, "serial"),
        _ask(TAKE_BACK, "name"),
        Ask("relation", t(f"case.form.{TAKE_BACK}.relation"), choices=relations, share=2),
        icon="rotate-ccw",
    )  # fmt: skip


def ask_form(seen: CaseLook, paper: Paper) -> FormSpec:
    """要求交回: who has it, how that person was asked, and until when."""

    def check(values: Values) -> dict[str, str]:
        return {} if parse_day(values.get("until", ""), seen.today) else {"until": t("case.form.day")}

    spec = _form(
        ASK_BACK, seen.case, paper,
        _why(ASK_BACK, CONTENT, PERSON),
        _ask(ASK_BACK, "reason", share=2),
        _ask(ASK_BACK, "holder", paper.given_to),
        _hinted(ASK_BACK, "told", share=2),
        replace(_ask(ASK_BACK, "until"), hint=t("case.form.day_hint")),
        icon="phone",
    )  # fmt: skip
    return replace(spec, check=check)


def left_form(seen: CaseLook, paper: Paper) -> FormSpec:
    """交不回: whom of the authority was told, and why it does not come."""
    asks = (_hinted(NOT_BROUGHT, "told", share=2), _ask(NOT_BROUGHT, "reason", share=2))
    return _form(NOT_BROUGHT, seen.case, paper, *asks, icon="landmark")


FORMS: dict[str, Callable[[CaseLook, Paper], FormSpec]] = {
    TAKE_BACK: take_form,
    ASK_BACK: ask_form,
    NOT_BROUGHT: left_form,
}



def _error(v: Values) -> Error:
    return Error(WRONG_CONTENT if v["why"] == CONTENT else WRONG_PERSON, v["reason"])


def _take(office: Office, case_id: UUID, paper: UUID, v: Values) -> Done:
    who = Recipient(v["name"].strip(), BROUGHT_BY[v["relation"]])
    spoiled = v["why"] == SPOILED
    return office.act(take_paper_back, case_id, paper, _error(v), v["serial"], who, spoiled=spoiled)


def _asked(office: Office, case_id: UUID, paper: UUID, v: Values) -> Done:
    until = parse_day(v["until"], office.today())
    assert until is not None
    return office.act(ask_paper_back, case_id, paper, _error(v), v["holder"], v["told"], until)


def _left(office: Office, case_id: UUID, paper: UUID, v: Values) -> Done:
    return office.act(leave_not_brought, case_id, paper, v["told"], v["reason"])


PERFORM: dict[str, Callable[[Office, UUID, UUID, Values], Done]] = {
    TAKE_BACK: _take,
    ASK_BACK: _asked,
    NOT_BROUGHT: _left,
}


def wanted(paper: Paper, seen: CaseLook) -> tuple[str, ...]:
    """What may be done about a wrong certificate that somebody has."""
    if not may_come_back(paper) or Right.HAND_OVER not in seen.rights:
        return ()
    asked = seen.case.wanted_back
    mine = asked is not None and asked.document_id == paper.document_id
    take = (TAKE_BACK,) if not taken_at(seen) else ()
    return (*take, ASK_BACK, *((NOT_BROUGHT,) if mine else ()))
