"""The forms of the page as data: what each action still has to be told, with what is already known filled in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from app.domain import events as ev
from app.domain.acts_law import RESULTS
from app.domain.fetching import HERSELF, roles_of, usual_role
from app.domain.paper import Paper
from app.domain.rights import Right
from app.domain.seals import sealed_where
from app.domain.serving import mended_by, power_ended, stands_for
from app.values import replace
from ui.theme import t
from ui.window.case import taken_back
from ui.window.case.forms import Ask, Check, FormSpec, Values
from ui.window.case.look import CaseLook
from ui.window.case.sentences import paper_words
from ui.window.case.specs_course import COURSE_FORMS, anew_form, recall_form, transfer_form
from ui.window.case.specs_service import SERVICE_FORMS

SETTLES, SETTLED = "settles", "settled"
"""Whether the signed copy of a 授权委托书 lies here, and the answer that it does."""
GROUNDS = ("not-needed", "authority", "materials", "false")


def seal_form(seen: CaseLook, paper: Paper) -> FormSpec:
    """已盖章: which seal, who, where (promise 3)."""
    seal = seen.seals.get(paper.document_id, "")
    where = sealed_where(seen.seal_standings.get(seal), seen.place)
    return FormSpec(
        "seal",
        t("case.form.seal.title", paper=paper_words(seen.case, paper.document_id)),
        t("case.form.seal.note"),
        t("case.form.seal.save"),
        (
            Ask("name", t("case.form.seal.seal"), seal, share=6),
            Ask("by", t("case.form.seal.by"), seen.operator.name, share=3),
            Ask("where", t("case.form.seal.where"), where, share=6),
            Ask(
                "note",
                t("case.form.seal.note_field"),
                required=False,
                hint=t("case.form.seal.note_hint"),
                share=4,
            ),
        ),
        icon="stamp",
    )


def give_form(seen: CaseLook, paper: Paper) -> FormSpec:
    """交付 to a person; the agent when there is one. A company takes nothing itself: who comes for it is named."""
    intake, relation = seen.case.intake, usual_role(seen.case)
    agent, person = (intake.agent, intake.applicant.person) if intake is not None else (None, None)
    name = agent.person.name if agent is not None else person.name if person is not None else ""
    relations = tuple((way, way) for way in roles_of(seen.case))
    if (back := seen.case.taken_back_by(paper.document_id)) is not None:
        # Its receipt is for who brought the certificate, and that is seldom whose case it is.
        name, relation = back.recipient.name, back.recipient.relation
        relations = taken_back.brought_by()
    copy = _signed_copy(seen, paper)
    return FormSpec(
        "give",
        t("case.form.give.title", paper=paper_words(seen.case, paper.document_id)),
        t("case.form.give.note"),
        t("case.form.give.save"),
        (
            Ask("name", t("case.form.give.name"), name),
            Ask("relation", t("case.form.give.relation"), relation, choices=relations),
            *copy,
        ),
        icon="hand",
        # The name is known; the key of an answer must not take its place.
        first=SETTLES if copy else "",
    )


def _signed_copy(seen: CaseLook, paper: Paper) -> tuple[Ask, ...]:
    """Of a 授权委托书 that would mend a row: whether the signed copy lies here. Nobody answers that but she."""
    may = Right.RECEIVE in seen.rights
    if not may or not mended_by(seen.case, paper.document_id, seen.today, seen.place.device):
        return ()
    answers = tuple((key, t(f"case.form.give.{key}")) for key in (SETTLED, "open"))
    return (Ask(SETTLES, t("case.form.give.settles"), choices=answers),)


def left_form(seen: CaseLook, paper: Paper) -> FormSpec:
    """交付 of a result that was left behind: to whom it could have been given at 发件."""
    usual = give_form(seen, paper)
    name, *_ = usual.asks
    relation, ways = usual_role(seen.case), tuple((way, way) for way in roles_of(seen.case))
    by = Ask("authority", t("handover.authority"), required=False, hint=t("handover.authority_hint"))
    check = partial(_unlet, seen)
    asked = check({"name": name.value, "relation": relation})
    return replace(
        usual,
        asks=(name, Ask("relation", t("case.form.give.relation"), relation, choices=ways), by),
        check=check,
        first="authority" if asked else "relation",
    )


def _unlet(seen: CaseLook, values: Values) -> Mapping[str, str]:
    """The paper that lets another is asked of who is neither the applicant nor known to act for her today."""
    herself = values["relation"] == HERSELF or values.get("authority", "").strip()
    if herself or stands_for(seen.case, values["name"], seen.today):
        return {}
    ended = power_ended(seen.case, values["name"], seen.today)
    return {"authority": t("handover.power_ended", day=ended.isoformat()) if ended else t("handover.need_authority")}


def reprint_form(seen: CaseLook, paper: Paper) -> FormSpec:
    """补打 with its reason."""
    ask = Ask("reason", t("case.form.reprint.reason"), hint=t("case.form.reprint.reason_hint"))
    title = t("case.form.reprint.title", paper=paper_words(seen.case, paper.document_id))
    return FormSpec(
        "reprint", title, t("case.form.reprint.note"), t("case.form.reprint.save"), (ask,), icon="printer"
    )


def blank_form(seen: CaseLook) -> FormSpec:
    """Which sheet of the stock is in hand; compared with the next of the ledger."""
    key = "note" if seen.blank else "note_none"
    return FormSpec(
        "blank",
        t("case.form.blank.title", kind=seen.case.item.blank_kind),
        t(f"case.form.blank.{key}", serial=seen.blank),
        t("case.form.blank.save"),
        (Ask("serial", t("case.form.blank.serial"), hint=t("case.form.blank.hint")),),
        same_serial(seen, t("case.form.blank.save")),
        icon="printer",
    )


def replace_form(seen: CaseLook, paper: Paper, reason: str = "") -> FormSpec:
    """A spoiled sheet is voided and the next one taken; alone where the case left, and then taken by whom has it."""
    form, spoiled = "case.form.replace", paper.blank
    if paper.ruined:
        voids = (line.event for line in seen.events if isinstance(line.event, ev.BlankVoided))
        last = [event for event in voids if event.document_id == paper.document_id][-1:]
        form, spoiled = "case.form.replace_ruined", last[0].serial if last else ""
        reason = reason or (last[0].reason if last else "")
    elif seen.away:
        form = "case.form.replace_away"
    why = Ask("reason", t("case.form.replace.reason"), reason, hint=t("case.form.replace.reason_hint"), share=2)
    asks = [why] if seen.away else [why, Ask("serial", t("case.form.replace.serial"), hint=t("case.form.blank.hint"))]
    title, note, save = t(f"{form}.title", serial=spoiled), t(f"{form}.note", serial=seen.blank), t(f"{form}.save")
    check = None if seen.away else same_serial(seen, save)
    return FormSpec("replace", title, note, save, tuple(asks), check, icon="ban" if seen.away else "printer")


def same_serial(seen: CaseLook, save: str) -> Check:
    """The sheet in hand must be the next of the ledger; another one on hand wants a second, deliberate press of
    ``save``, and what the ledger does not have on hand is no sheet of this window.
    """
    warned: list[str] = []

    def check(values: Values) -> dict[str, str]:
        typed = values["serial"]
        if typed == seen.blank or typed in warned:
            return {}
        if typed not in seen.blanks:
            return {"serial": t("case.form.blank.unknown", serial=seen.blank, typed=typed)}
        warned.append(typed)
        return {"serial": t("case.form.blank.differs", serial=seen.blank, typed=typed, save=save)}

    return check


def grant_form(seen: CaseLook) -> FormSpec:
    """当场准予."""
    validity = seen.guide.validity if seen.guide is not None else ""
    return FormSpec(
        "grant",
        t("case.form.grant.title"),
        t("case.form.grant.note"),
        t("case.form.grant.save"),
        (
            Ask(
                "validity", t("case.form.grant.validity"), validity, False, t("case.form.grant.validity_hint")
            ),
            Ask("number", t("case.form.grant.number"), "", False, t("case.form.grant.number_hint")),
        ),
    )


def decline_form(seen: CaseLook) -> FormSpec:
    """不予受理 with ground, reasons, and where to apply."""
    grounds = tuple((ground, t(f"case.form.decline.{ground}")) for ground in GROUNDS)
    return FormSpec(
        "decline",
        t("case.form.decline.title"),
        t("case.form.decline.note"),
        t("case.form.decline.save"),
        (
            Ask("ground", t("case.form.decline.ground"), "authority", choices=grounds),
            Ask("reasons", t("case.form.decline.reasons"), share=2),
            Ask("where", t("case.form.decline.where"), "", False, t("case.form.decline.where_hint")),
        ),
        icon="file-text",
    )


def reason_form(name: str, field: str) -> FormSpec:
    """A form that wants one sentence: ``refuse`` (reasons), ``withdraw`` and ``again`` (reason)."""
    ask = Ask(field, t(f"case.form.{name}.{field}"))
    return FormSpec(
        name, t(f"case.form.{name}.title"), t(f"case.form.{name}.note"), t(f"case.form.{name}.save"), (ask,)
    )


def withdraw_form(seen: CaseLook) -> FormSpec:
    """申请人撤回: done here, or told to whom has the case, which the form says before it is saved."""
    form = reason_form("withdraw", "reason")
    if seen.case.lease == seen.place.device:
        return form
    note, save = t("case.form.withdraw.note_elsewhere"), t("case.form.withdraw.save_elsewhere")
    return replace(form, note=note, save=save)


def deemed_form() -> FormSpec:
    """确认视为撤回: nothing to fill, but said aloud before it takes effect."""
    return FormSpec(
        "deemed", t("case.form.deemed.title"), t("case.form.deemed.note"), t("case.form.deemed.save"), ()
    )


def form_for(needs: str, seen: CaseLook, paper: Paper | None) -> FormSpec | None:
    """The form an action needs; None when its paper is gone."""
    about_paper = {
        "seal": seal_form,
        "give": give_form,
        "reprint": reprint_form,
        "replace": replace_form,
        "recall": recall_form,
        "anew": anew_form,
        **taken_back.FORMS,
    }
    if needs == "give" and paper is not None and paper.kind in RESULTS:
        return left_form(seen, paper)
    if needs in about_paper:
        return about_paper[needs](seen, paper) if paper is not None else None
    if needs in COURSE_FORMS:
        return COURSE_FORMS[needs](seen)
    if needs in SERVICE_FORMS:
        return SERVICE_FORMS[needs](seen)
    if needs == "transfer":
        return transfer_form(seen)
    if needs == "withdraw":
        return withdraw_form(seen)
    if needs == "again":
        return reason_form(needs, "reason")
    if needs == "refuse":
        return reason_form("refuse", "reasons")
    if needs == "deemed":
        return deemed_form()
    return {"blank": blank_form, "grant": grant_form, "decline": decline_form}[needs](seen)
