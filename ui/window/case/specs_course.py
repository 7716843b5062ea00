"""The forms of the acts beside the main line, as data: what each still has to be told."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.acts_notice import told_refusal
from app.domain.citations import in_words
from app.domain.delivery import BOTH, ELECTRONIC, PAPER, POST, WAYS, delivery_of, parcel_of
from app.domain.materials import MaterialStatus, SubmittedMaterial, fault_of
from app.domain.paper import MAY_BE_LEFT, Paper, PaperKind
from app.domain.transitions import TABLE
from app.values import replace
from ui.settings import READY_NUMBERS, READY_SUPERVISOR, REHEARSAL_PASSWORD
from ui.theme import t
from ui.window.case.forms import Ask, Check, FormSpec, Values
from ui.window.case.look import CaseLook
from ui.window.case.sentences import paper_words
from ui.window.case.words import parse_day, weekday

OTHER_KIND = "other"
YES, NO, CHECK = "yes", "no", "check"


def _form(name: str, *asks: Ask, check: Check | None = None, icon: str = "check", **words: str) -> FormSpec:
    key = f"case.form.{name}"
    title, note, save = t(f"{key}.title", **words), t(f"{key}.note", **words), t(f"{key}.save", **words)
    return FormSpec(name, title, note, save, asks, check, icon)


def _ask(form: str, name: str, value: str = "", need: bool = True, share: int = 1, hint: str = "") -> Ask:
    return Ask(name, t(f"case.form.{form}.{name}"), value, need, hint, share=share)


def _whole(name: str) -> Check:
    """The field wants a whole number of at least nothing."""

    def check(values: Values) -> dict[str, str]:
        text = values.get(name, "")
        return {} if not text or text.isdigit() else {name: t("case.form.number")}

    return check


def rows_ticks(rows: tuple[SubmittedMaterial, ...]) -> tuple[tuple[str, str], ...]:
    """Lines to tick off, by number and name."""
    return tuple((row.line_id, f"{row.number} {row.name}") for row in rows)


def _faults(rows: tuple[SubmittedMaterial, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((row.line_id, f"{row.number} {row.name}（{fault_of(row).finding}）") for row in rows)


def on_spot_form(seen: CaseLook) -> FormSpec:
    """当场更正: what was mended, initialled by the applicant."""
    name = seen.case.intake.applicant.name if seen.case.intake is not None else ""
    lines = Ask("lines", t("case.form.on-spot.lines"), ticks=_faults(seen.case.open_faults))
    return _form(
        "on-spot", lines, _ask("on-spot", "what", share=2), _ask("on-spot", "initialled", name), icon="pencil"
    )


def reduce_form(seen: CaseLook) -> FormSpec:
    """更正告知: the lines to take away; a recall can only take away."""
    faults = seen.case.notices[-1].faults if seen.case.notices else ()
    ticks = tuple((fault.line_id, f"{fault.number} {fault.material}（{fault.finding}）") for fault in faults)
    lines = Ask("lines", t("case.form.reduce.lines"), ticks=ticks)
    return _form("reduce", lines, _ask("reduce", "reason"), icon="file-text")


def waive_form(seen: CaseLook) -> FormSpec:
    """免交 with the fact and what shows it."""
    lines = Ask("lines", t("case.form.waive.lines"), ticks=rows_ticks(seen.case.open_faults), one=True)
    return _form("waive", lines, _ask("waive", "fact"), _ask("waive", "proof"))


def object_form(seen: CaseLook) -> FormSpec:
    """共享数据异议."""
    shared = tuple(row for row in seen.case.materials if row.status is MaterialStatus.EXEMPT)
    lines = Ask("lines", t("case.form.object.lines"), ticks=rows_ticks(shared), one=True)
    source = _ask("object", "system", hint=t("case.form.object.system_hint"))
    own = ((YES, t("case.form.object.own_yes")), (NO, t("case.form.object.own_no")))
    brought = Ask("own", t("case.form.object.own"), NO, choices=own)
    return _form("object", lines, source, _ask("object", "shown"), _ask("object", "claimed"), brought)


def delivery_form(seen: CaseLook) -> FormSpec:
    """改选取件方式: the applicant's choice as it stands, to be changed."""
    wish = delivery_of(seen.case)
    forms = tuple((form, form) for form in (PAPER, BOTH, ELECTRONIC))
    return _form(
        "delivery",
        Ask("way", t("case.form.delivery.way"), wish.way, choices=tuple((way, way) for way in WAYS)),
        Ask("form", t("case.form.delivery.form"), wish.form, choices=forms),
        _ask("delivery", "address", wish.address, False, 2, t("case.form.delivery.address_hint")),
        icon="package",
    )


def special_form(seen: CaseLook) -> FormSpec:
    """特别程序: kind, basis, days, who approved."""
    kinds = (*((kind, kind) for kind in seen.rules.special_kinds), (OTHER_KIND, t("case.form.special.other")))
    first = kinds[0][0]
    laws = seen.guide.special_laws if seen.guide is not None else ()
    return _form(
        "special",
        Ask("kind", t("case.form.special.kind"), first, choices=kinds),
        _ask("special", "named", need=False, hint=t("case.form.special.named_hint")),
        _ask("special", "basis", "、".join(laws), False, hint=t("case.form.special.basis_hint")),
        _ask("special", "days"),
        _ask("special", "approver"),
        check=_whole("days"),
        icon="pause",
    )


def extend_form(seen: CaseLook) -> FormSpec:
    """延期."""
    joint = bool(seen.case.branches) or (seen.guide is not None and seen.guide.concentrated)
    period = seen.rules.joint_extension if joint else seen.rules.extension
    asks = _ask("extend", "reasons", share=3), _ask("extend", "approver")
    return _form("extend", *asks, icon="printer", period=period.words())


def branch_form(seen: CaseLook) -> FormSpec:
    """联办事项办结: which branch and how it ended."""
    running = [b for b in seen.case.branches if b.started_on is not None and b.completed_on is None]
    ticks = tuple((b.code, f"{b.name}（{b.department}）") for b in running)
    outcome = ((YES, t("case.event.granted_outcome")), (NO, t("case.event.refused_outcome")))
    return _form(
        "branch",
        Ask("code", t("case.form.branch.code"), ticks=ticks, one=True),
        Ask("granted", t("case.form.branch.granted"), YES, choices=outcome),
        _ask("branch", "number", need=False),
        _ask("branch", "reasons", need=False, hint=t("case.form.branch.reasons_hint")),
    )


def check_form(seen: CaseLook) -> FormSpec:
    """承诺核查."""
    made = {line for each in seen.case.commitments for line in each.lines}
    ticks = rows_ticks(tuple(row for row in seen.case.materials if row.line_id in made))
    whole = any(each.kind == "licence" for each in seen.case.commitments)
    ticks = (*ticks, ("", t("case.form.check.whole"))) if whole else ticks
    results = tuple((word, word) for word in ("属实", "限期整改", "不实"))
    return _form(
        "check",
        Ask("lines", t("case.form.check.lines"), required=not whole, ticks=ticks, one=True),
        Ask("outcome", t("case.form.check.outcome"), results[0][0], choices=results),
        _ask("check", "finding", need=False, share=2),
        _ask("check", "days", need=False, hint=t("case.form.check.days_hint")),
        check=_whole("days"),
    )


def turn_away_form(seen: CaseLook) -> FormSpec:
    """即时告知 (D19) of what was taken in: only that no licence is needed; another authority is 不予受理 (32(1)(2))."""
    grounds = (("not-needed", t("case.form.turn-away.not-needed")),)
    return _form(
        "turn-away",
        Ask("ground", t("case.form.turn-away.ground"), "not-needed", choices=grounds, share=2),
        _ask("turn-away", "reason", share=2),
        _ask("turn-away", "basis", in_words("行政许可法 32(1)(1)")),
        _ask("turn-away", "instead", share=2, hint=t("case.form.turn-away.instead_hint")),
        icon="printer",
    )


def undo_form(seen: CaseLook) -> FormSpec:
    """An earlier hand-in that arrives late wins."""

    def check(values: Values) -> dict[str, str]:
        return {} if parse_day(values.get("day", ""), seen.today) else {"day": t("case.form.day")}

    day = _ask("undo", "day", hint=t("case.form.day_hint"))
    return _form("undo", day, _ask("undo", "reason", share=3), check=check, icon="rotate-ccw")


def fail_form(seen: CaseLook) -> FormSpec:
    """送达不成."""
    ways = tuple((word, word) for word in ("直接", "留置", "邮寄", "电子"))
    way = POST if delivery_of(seen.case).way == POST and parcel_of(seen.case) is not None else ways[0][0]
    return _form(
        "fail",
        Ask("method", t("case.form.fail.method"), way, choices=ways, share=2),
        _ask("fail", "reason", share=2),
        _ask("fail", "witness", need=False, hint=t("case.form.fail.witness_hint")),
    )


def return_form(seen: CaseLook) -> FormSpec:
    """退件 of what was served by post: its waybill, and what the courier says of it."""
    handed, parcel = seen.case.handed_over, parcel_of(seen.case)
    waybill = handed.reference if handed is not None else parcel.subject if parcel is not None else ""
    return _form(
        "take-back",
        replace(_ask("take-back", "waybill", waybill), scan="waybill"),
        _ask("take-back", "reason", share=2),
        icon="rotate-ccw",
    )


def bundle_form(seen: CaseLook) -> FormSpec:
    """资料袋交接: barcode, where to, who takes it."""
    last = seen.case.bundles[-1].bundle if seen.case.bundles else ""
    known = bool(last)
    originals, copies = (sum(row.in_custody[n] for row in seen.case.materials) for n in (0, 1))
    return _form(
        "bundle",
        _ask("bundle", "bundle", last),
        _ask("bundle", "place", hint=t("case.form.bundle.place_hint")),
        _ask("bundle", "hand"),
        _ask("bundle", "originals", "" if known else str(originals), not known),
        _ask("bundle", "copies", "" if known else str(copies), False),
        _ask("bundle", "waybill", need=False),
        _ask("bundle", "fewer", hint=t("case.form.bundle.fewer_hint"), need=False, share=2),
        check=lambda v: {**_whole("originals")(v), **_whole("copies")(v), **_counted(v)},
    )


def _counted(values: Values) -> dict[str, str]:
    """Who says what is missing counted both: a field left empty would say that all of them are, or none."""
    empty = [name for name in ("originals", "copies") if not values.get(name, "")]
    return dict.fromkeys(empty, t("case.form.bundle.counted")) if values.get("fewer", "").strip() else {}


def recall_form(seen: CaseLook, paper: Paper) -> FormSpec:
    """收回更正 of a paper that was given."""
    title = paper_words(seen.case, paper.document_id)
    return _form("recall", _ask("recall", "reason"), icon="printer", paper=title)


def anew_form(seen: CaseLook, paper: Paper) -> FormSpec:
    """作废重开 of a paper that nobody was given; what need not stand may be voided and left at that, and of a notice it
    is asked whether it tells everything.
    """
    if may_unsay(seen) and paper.document_id == seen.case.notices[-1].document_id:
        return _notice_form(seen, paper)
    title = paper_words(seen.case, paper.document_id)
    asks = [_ask("anew", "reason", hint=t("case.form.anew.reason_hint"), share=2)]
    if paper.kind in MAY_BE_LEFT:
        choices = tuple((key, t(f"case.form.anew.again_{key}")) for key in (YES, NO))
        asks.append(Ask("again", t("case.form.anew.again"), YES, choices=choices))
    out = "out" if paper.out else "not_out"
    sheet = t(f"case.form.anew.{out}", count=paper.copies)
    more = t("case.form.anew.notice") if paper.kind is PaperKind.NOTICE else ""
    act = t(f"case.form.anew.act_{'both' if len(asks) == 1 else 'alone'}")
    return _form("anew", *asks, icon="printer", paper=title, sheet=sheet, more=more, act=act)


def may_unsay(seen: CaseLook) -> bool:
    """Whether the notice that stands may be withdrawn here: nobody was given it, and she may tell."""
    case = seen.case
    row = TABLE.find(case.state, "notice_withdrawn")
    may = row is not None and row.right in seen.rights and case.lease == seen.place.device
    return may and bool(case.notices) and told_refusal(case) is None


def _notice_form(seen: CaseLook, paper: Paper) -> FormSpec:
    choices = tuple((key, t(f"case.form.unsay.again_{key}")) for key in (YES, CHECK))
    return FormSpec(
        "anew",
        t("case.form.anew.title", paper=paper_words(seen.case, paper.document_id)),
        f"{t('case.form.unsay.either', sheet=_sheet(paper), until=_until(seen))}{t('case.form.anew.notice')}",
        t("case.form.anew.act_both"),
        (
            Ask("again", t("case.form.unsay.again"), choices=choices, share=2),
            _ask("anew", "reason", hint=t("case.form.unsay.reason_hint"), share=2),
        ),
        icon="printer",
    )


def _sheet(paper: Paper) -> str:
    return t(f"case.form.anew.{'out' if paper.out else 'not_out'}", count=paper.copies)


def _until(seen: CaseLook) -> str:
    """Until when it must be told, whatever was printed; and what it means when that is over."""
    if seen.silent is not None:
        return t("case.form.unsay.silent", day=weekday(seen.silent))
    due = seen.case.notice_due if len(seen.case.notices) < 2 else None
    if due is None:
        return ""
    return t("case.form.unsay.late" if due < seen.today else "case.form.unsay.until", day=weekday(due))


def unsay_form(seen: CaseLook) -> FormSpec:
    """撤回告知: before it is done, that it is for a notice nobody has, and that the period runs on."""
    notice = seen.case.notices[-1]
    paper = seen.case.paper(notice.document_id)
    sheet = _sheet(paper) if paper is not None else ""
    reason = _ask("unsay", "reason", hint=t("case.form.unsay.reason_hint"), share=2)
    return _form("unsay", reason, icon="rotate-ccw", sheet=sheet, until=_until(seen))


def transfer_form(seen: CaseLook) -> FormSpec:
    """转部门: what goes to whom, what stays here, and who can send it back; read before it goes."""
    case = seen.case
    originals, copies = (sum(row.in_custody[n] for row in case.materials) for n in (0, 1))
    key = "sheets" if originals or copies else "no_sheets"
    sheets = t(f"case.form.transfer.{key}", originals=originals, copies=copies)
    return _form("transfer", icon="send", to=case.item.authority, sheets=sheets)


def lapse_form(seen: CaseLook) -> FormSpec:
    """容缺期满: what the rule set provides, read before it takes effect."""
    proposal = seen.case.lapse_proposal
    return _form("lapse", outcome=proposal.outcome if proposal is not None else "")


def void_form(seen: CaseLook) -> FormSpec:
    """作废: the reason, and the supervisor who proves who she is; a rehearsal tells who that may be."""
    ready = seen.place.rehearsal and seen.operator.number in READY_NUMBERS
    number = t("login.rehearsal", words=READY_SUPERVISOR[1]) if ready else ""
    hint = t("login.rehearsal", words=REHEARSAL_PASSWORD) if ready else ""
    password = replace(_ask("void", "password", hint=hint), secret=True)
    return _form("void", _ask("void", "reason", share=2), _ask("void", "supervisor", hint=number), password)


def _plain(name: str, *fields: str, free: tuple[str, ...] = ()) -> Callable[[CaseLook], FormSpec]:
    """A form of lines of text; those of ``free`` may stay empty."""
    return lambda seen: _form(name, *(_ask(name, field, need=field not in free) for field in fields))


COURSE_FORMS: dict[str, Callable[[CaseLook], FormSpec]] = {
    "on-spot": on_spot_form,
    "reduce": reduce_form,
    "unsay": unsay_form,
    "waive": waive_form,
    "object": object_form,
    "delivery": delivery_form,
    "press-thumb": _plain("press-thumb", "witness", "number", free=("number",)),
    "report": _plain("report", "words"),
    "special": special_form,
    "end-special": _plain("end-special", "result"),
    "extend": extend_form,
    "branch": branch_form,
    "check": check_form,
    "turn-away": turn_away_form,
    "undo": undo_form,
    "fail": fail_form,
    "take-back": return_form,
    "bundle": bundle_form,
    "lapse": lapse_form,
    "silent": _plain("silent"),
    "forward": _plain("forward", "to", "reason", "opinion", free=("opinion",)),
    "void": void_form,
    "delete": _plain("delete", "reason"),
}
