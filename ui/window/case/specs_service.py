"""The forms of what is asked, shown and served around a case, as data."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from app.domain.acts_proof import project_code
from app.domain.codes import check as check_code
from app.domain.delivery import ONLINE, came_back, delivery_of, parcel_of, posted
from app.domain.delivery import POST as BY_POST
from app.domain.happened import BY_HAND, THUMB
from app.domain.materials import MaterialStatus
from app.domain.serving import ELECTRONIC, LEFT, POST
from app.storage.corrections import Links
from app.usecases.complain import KINDS
from app.values import replace
from ui.theme import t
from ui.window.case.forms import Ask, Check, FormSpec, Values
from ui.window.case.linked import told
from ui.window.case.look import CaseLook
from ui.window.case.perform_service import is_clock
from ui.window.case.rare import to_seal
from ui.window.case.specs_course import rows_ticks
from ui.window.case.words import paper_name, parse_day

HELP_KINDS = ("帮办", "代办", "上门")


def _form(name: str, *asks: Ask, check: Check | None = None, icon: str = "check") -> FormSpec:
    key = f"case.form.{name}"
    return FormSpec(name, t(f"{key}.title"), t(f"{key}.note"), t(f"{key}.save"), asks, check, icon)


def _ask(form: str, name: str, value: str = "", need: bool = True, share: int = 1, hint: str = "") -> Ask:
    return Ask(name, t(f"case.form.{form}.{name}"), value, need, hint, share=share)


def _choice(form: str, name: str, words: tuple[str, ...], share: int = 1) -> Ask:
    choices = tuple((word, word) for word in words)
    return Ask(name, t(f"case.form.{form}.{name}"), words[0], choices=choices, share=share)


def show_licence_form(seen: CaseLook) -> FormSpec:
    """亮证: for which line, and the code."""
    rows = tuple(m for m in seen.case.materials if not m.settled or m.status is MaterialStatus.EXEMPT)
    lines = Ask("lines", t("case.form.show-licence.lines"), ticks=rows_ticks(rows), one=True)
    token = replace(_ask("show-licence", "token", share=2), scan="licence")
    return _form("show-licence", lines, token, icon="scan")


def project_form(seen: CaseLook) -> FormSpec:
    """项目代码, or the name of a project that has none yet."""

    def check(values: Values) -> dict[str, str]:
        whole = values.get("code", "").strip() or values.get("name", "").strip()
        return {} if whole else {"code": t("case.form.project.either")}

    code = _ask("project", "code", project_code(seen.case), False)
    return _form("project", code, _ask("project", "name", need=False, share=2), check=check)


def survey_form(seen: CaseLook) -> FormSpec:
    """联合勘验: one day, every department."""

    def check(values: Values) -> dict[str, str]:
        return {} if parse_day(values.get("day", ""), seen.today) else {"day": t("case.form.day")}

    names = " ".join(dict.fromkeys(b.department for b in seen.case.branches)) or seen.case.item.department
    day = _ask("survey", "day", hint=t("case.form.day_hint"))
    return _form("survey", day, _ask("survey", "departments", names, share=3), check=check)


def intermediary_form(seen: CaseLook) -> FormSpec:
    """中介服务: is it on the list, and since when it runs."""
    service = _ask("intermediary", "service", share=2)
    return _form("intermediary", service, _ask("intermediary", "began", need=False, hint=t("case.form.day_hint")))


def help_form(seen: CaseLook) -> FormSpec:
    """帮代办: voluntary and free."""
    kind = _choice("help", "kind", HELP_KINDS)
    return _form("help", kind, _ask("help", "when", need=False, share=2))


def serve_form(seen: CaseLook) -> FormSpec:
    """送达 by another way than over the counter, with its proof: first the way that was chosen, with its waybill."""
    intake, parcel = seen.case.intake, parcel_of(seen.case)
    # What the courier has is served by post, whatever was chosen since.
    chosen = BY_POST if posted(seen.case) is not None else delivery_of(seen.case).way
    ways = (ELECTRONIC, POST, LEFT) if chosen == ONLINE else (POST, LEFT, ELECTRONIC)
    waybill = parcel.subject if parcel is not None and chosen == BY_POST and not came_back(seen.case) else ""
    return _form(
        "serve-other",
        _choice("serve-other", "method", ways, share=2),
        _ask("serve-other", "name", intake.applicant.name if intake is not None else ""),
        _ask("serve-other", "relation", "本人"),
        replace(
            _ask("serve-other", "reference", waybill, need=False, hint=t("case.form.serve-other.reference_hint")),
            scan="waybill",
        ),
        _ask("serve-other", "refusal", need=False),
        _ask("serve-other", "witness", need=False, hint=t("case.form.serve-other.witness_hint")),
        icon="package",
    )


def mend_form(seen: CaseLook) -> FormSpec:
    """更正件: what is wrong on what was served, who asks for it today, and how she signs: none of it is taken over. One
    that goes on already is told before another is begun.
    """
    intake = seen.case.intake
    by_hand, thumb = ((way, t(f"case.form.mend.{word}")) for way, word in ((BY_HAND, "hand"), (THUMB, "thumb")))
    signed = intake.signed_by if intake is not None and intake.agent is None else BY_HAND
    whose = "agents_phone" if intake is not None and intake.agent is not None else "same_phone"
    going = Links(corrected_by=tuple(each for each in seen.links.corrected_by if not each.given_up))
    spec = _form(
        "mend",
        _ask("mend", "what", share=2),
        _ask("mend", "name", need=False, hint=t("case.form.mend.name_hint")),
        _ask("mend", "agent", need=False, hint=t("case.form.mend.agent_hint")),
        _ask("mend", "agent_number", need=False),
        _ask("mend", "authority", need=False, hint=t("case.form.mend.authority_hint")),
        _ask("mend", "phone", need=False, hint=t(f"case.form.mend.{whose}")),
        Ask("signed", t("case.form.mend.signed"), signed, choices=(by_hand, thumb)),
        _ask("mend", "witness", need=False, hint=t("case.form.mend.witness_hint")),
        _ask("mend", "witness_number", need=False),
        check=_mend_problems,
        icon="pencil",
    )
    return replace(spec, note="　".join((*told(going), spec.note)))


def _mend_problems(values: Values) -> dict[str, str]:
    """Who acts for another says who she is and by which power; who presses a thumb has a witness."""
    found = {}
    agent = values.get("agent", "")
    for name in ("agent_number", "authority"):
        if agent and not values.get(name, ""):
            found[name] = t(f"case.form.mend.{name}_wanted")
        elif values.get(name, "") and not agent:
            found["agent"] = t("case.form.mend.agent_wanted")
    number = values.get("agent_number", "")
    if _LIKE_A_CARD.fullmatch(number) and not check_code("id", number, date.max).valid:
        found["agent_number"] = t("case.form.mend.agent_number_wrong")
    thumb = values.get("signed", "") == THUMB
    if thumb != bool(values.get("witness", "")):
        found["witness"] = t(f"case.form.mend.{'witness_wanted' if thumb else 'no_thumb'}")
    return found


_LIKE_A_CARD = re.compile(r"\d{17}[\dXx]")


def complain_form(seen: CaseLook) -> FormSpec:
    """投诉纠错: sealed as soon as it is saved."""
    return _form(
        "complain",
        _choice("complain", "kind", KINDS[1:]),
        _ask("complain", "words", share=3),
        _ask("complain", "about", need=False, share=2, hint=t("case.form.complain.about_hint")),
    )


def e_seal_form(seen: CaseLook) -> FormSpec:
    """电子印章: for which paper, and which seal; the picture comes from the unified service, never from here."""
    papers = to_seal(seen.case)
    ticks = tuple((str(p.document_id), f"{paper_name(seen.case, p)} {p.number}") for p in papers)
    names = {name for p in papers if (name := seen.seals.get(p.document_id, ""))}
    return _form(
        "e-seal",
        Ask("paper", t("case.form.e-seal.paper"), ticks=ticks, one=True),
        _ask("e-seal", "name", names.pop() if len(names) == 1 else "", share=2),
        icon="stamp",
    )


def late_form(seen: CaseLook) -> FormSpec:
    """补正 that was handed in before it is written down: that moment counts."""

    def check(values: Values) -> dict[str, str]:
        found = {} if parse_day(values.get("day", ""), seen.today) else {"day": t("case.form.day")}
        clock = {} if is_clock(values.get("time", "")) else {"time": t("case.form.late-correction.clock")}
        return {**found, **clock}

    day = _ask("late-correction", "day", hint=t("case.form.day_hint"))
    return _form("late-correction", day, _ask("late-correction", "time", hint="9:30"), check=check)


SERVICE_FORMS: dict[str, Callable[[CaseLook], FormSpec]] = {
    "show-licence": show_licence_form,
    "project": project_form,
    "survey": survey_form,
    "intermediary": intermediary_form,
    "help": help_form,
    "serve-other": serve_form,
    "mend": mend_form,
    "complain": complain_form,
    "e-seal": e_seal_form,
    "late-correction": late_form,
}
