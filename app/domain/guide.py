"""Service items and their guides (政务服务事项, 办事指南), as values that a case keeps for ever.

The 36 elements of the handbook are spread over :class:`ServiceItem` (what it is) and
:class:`ServiceGuide` (how it is done); those
that carry no rule travel in ``elements`` under the handbook's own Chinese names, so that unknown values
import, show and
round-trip.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from app.values import dataclass


class CaseMode(StrEnum):
    """办件类型."""

    IMMEDIATE = "即办件"
    PROMISED = "承诺件"


class Unit(StrEnum):
    """Unit of a period: G 工作日 (许可法 82), Z 自然日 (field codes of supervision systems)."""

    WORKDAY = "G"
    DAY = "Z"


@dataclass(frozen=True)
class Period:
    """A length of time in its own unit; ``days`` 0 means at once (即办)."""

    days: int
    unit: Unit = Unit.WORKDAY

    def words(self) -> str:
        """Chinese wording: 7个工作日, 30日, 即办."""
        if self.days == 0:
            return "即办"
        return f"{self.days}个工作日" if self.unit is Unit.WORKDAY else f"{self.days}日"


@dataclass(frozen=True)
class Choice:
    """One answer of a 情形 question; ``key`` is stable within the question."""

    key: str
    label: str


@dataclass(frozen=True)
class Condition:
    """True when the question ``question`` was answered with one of ``answers``."""

    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class SituationQuestion:
    """A question that decides which lines of the guide apply (情形).

    ``conditions`` say after which answers to other questions it is asked at all (none: always); a file in
    which questions wait for each other is refused.
    """

    id: str
    text: str
    choices: tuple[Choice, ...]
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class MaterialLine:
    """One line of the material list (申请材料).

    ``conditions`` must all hold for the line to apply (none: always). ``obtainable`` is ``""``, ``共享``
    (the hall fetches it: 免提交) or
    ``复用``. ``tolerable`` marks the guide's 容缺 list, ``committable`` a 证明事项 that a 告知承诺 may
    replace, ``proof_code`` its entry in
    the proof list. ``is_form`` marks the application form (申请表). ``kind`` is the open list 材料类型, ``source``
    来源渠道, ``spec`` 规格, ``filling`` 填报须知, ``sample`` 材料样本, ``electronic`` 是否需电子材料 (element 7).
    ``paper_basis`` is the law that wants it on paper, empty where an electronic one will do (S0 20(2)).
    ``blocked`` says why nobody may ask for the line (a proof off the list, S0 12); such a line never applies. What is
    shown of it is :attr:`why_not`: the article is that of the hall, not one that was stored with the words.
    """

    id: str
    number: int
    name: str
    originals: int = 1
    copies: int = 0
    requirement: str = ""
    basis: str = ""
    correction: str = ""
    conditions: tuple[Condition, ...] = ()
    obtainable: str = ""
    tolerable: bool = False
    committable: bool = False
    proof_code: str = ""
    is_form: bool = False
    kind: str = ""
    source: str = ""
    spec: str = ""
    filling: str = ""
    sample: str = ""
    electronic: str = ""
    paper_basis: str = ""
    blocked: str = ""

    @property
    def why_not(self) -> str:
        """The mark alone of why nobody may ask for it: older guides on disk bear an article of 辽宁 behind it."""
        return self.blocked.partition("（")[0]


@dataclass(frozen=True)
class FormField:
    """A field of the application form.

    ``kind`` is text, long, date, number, choice, yesno, phone, id or uscc; ``prefill`` names the source, such as
    ``applicant.name``, ``agent.name``, ``licence.number:从业资格证`` (``app.domain.licences``); ``pattern`` is a
    full-match regular expression.
    """

    id: str
    label: str
    section: str = "基本信息"
    kind: str = "text"
    required: bool = True
    choices: tuple[str, ...] = ()
    prefill: str = ""
    pattern: str = ""
    max_length: int = 200
    conditions: tuple[Condition, ...] = ()
    unit: str = ""


@dataclass(frozen=True)
class Fee:
    """收费: ``amount`` in 分; ``standard`` and ``basis`` are printed."""

    charged: bool = False
    amount: int = 0
    standard: str = ""
    basis: str = ""


@dataclass(frozen=True)
class Authority:
    """实施机关 with what its papers need; ``short`` is the 机关代字 of document numbers."""

    code: str
    name: str
    short: str
    address: str = ""
    phone: str = ""
    review_body: str = ""
    court: str = ""


@dataclass(frozen=True)
class Commitment:
    """告知承诺 as published for an item: ``kind`` is proof (证明事项, S0 9) or licence (许可, S4 14).

    ``told`` gives the published contents by name; ``excluded`` the reason why it may not be offered (S0 9(1)).
    """

    kind: str = "proof"
    told: tuple[tuple[str, str], ...] = ()
    text_version: str = "1"
    excluded: str = ""


@dataclass(frozen=True)
class ServiceItem:
    """政务服务事项: identity and kind. ``kind`` is an open list (行政许可, 公共服务 …).

    ``code`` is the live code (12, 31 or 33 characters) or whatever the source gave; ``status`` is 有效, 暂停, 取消 or
    下放 from ``status_from`` to ``status_until``, both days included (None: open), see ``app.domain.item_status``.
    ``in_list``, ``origin`` (省定, 市补充) and ``list_version`` tell of the 最多跑一次清单 (S0 7); ``remark`` is 备注,
    which names delegation and 代…政府审核 (S2 规范1 2.3). ``hidden_basis`` counts the bases that are secret and not
    kept here (3.1.2).
    """

    code: str
    name: str
    department: str
    kind: str = "行政许可"
    sub_name: str = ""
    status: str = "有效"
    status_from: date | None = None
    status_until: date | None = None
    in_list: bool = False
    origin: str = ""
    list_version: str = ""
    remark: str = ""
    hidden_basis: int = 0
    synonyms: tuple[str, ...] = ()
    demo: bool = False
    secret: bool = False

    @property
    def full_name(self) -> str:
        """Name with the sub-item in brackets, as printed."""
        return f"{self.name}（{self.sub_name}）" if self.sub_name else self.name

    @property
    def is_licence(self) -> bool:
        """Whether 行政许可法 governs it (deemed acceptance, article 45 and the like bind only then)."""
        return self.kind == "行政许可"


@dataclass(frozen=True)
class GuideBranch:
    """One item of a 一件事 with its own department and limits; ``after`` is the item it waits for."""

    code: str
    name: str
    department: str
    version: str
    authority: Authority
    after: str = ""
    kind: str = "行政许可"
    legal: Period | None = None
    promised: Period | None = None


@dataclass(frozen=True)
class ServiceGuide:
    """办事指南 of one item in one catalogue version. ``legal`` is 法定办结时限, ``promised`` 承诺办结时限
    (None: not stated).

    ``group`` are the item codes of a 一件事, ``serial`` pairs (code, the code it waits for), ``branches`` the items
    once their guides are known. ``concentrated`` marks 集中办理 with the 45 days of 许可法 42(2). ``elder_question``
    asks an elder for her own will (老年人法 55), ``personal_attendance`` forbids an agent, ``special_laws`` name laws
    that stop the clock besides 许可法 45.
    """

    item: ServiceItem
    version: str
    authority: Authority
    mode: CaseMode = CaseMode.PROMISED
    legal: Period | None = None
    promised: Period | None = None
    excluded_steps: tuple[str, ...] = ()
    questions: tuple[SituationQuestion, ...] = ()
    materials: tuple[MaterialLine, ...] = ()
    form: tuple[FormField, ...] = ()
    basis: tuple[str, ...] = ()
    conditions: str = ""
    result_name: str = ""
    blank_kind: str = ""
    validity: str = ""
    fee: Fee = Fee()
    quantity_limit: str = "无"
    group: tuple[str, ...] = ()
    serial: tuple[tuple[str, str], ...] = ()
    concentrated: bool = False
    elder_question: bool = False
    personal_attendance: bool = False
    special_laws: tuple[str, ...] = ()
    commitment: Commitment | None = None
    branches: tuple[GuideBranch, ...] = ()
    elements: tuple[tuple[str, str], ...] = ()

    @property
    def guided(self) -> bool:
        """Whether it says how the item is done, see :func:`unguided`."""
        return bool(self.version)

    @property
    def gave_way(self) -> tuple[Period | None, Period | None]:
        """The legal and the promised period that a shorter one took the place of: none in a guide as published."""
        return None, None


@dataclass(frozen=True)
class EasedGuide(ServiceGuide):
    """The better of two versions for the applicant, where one has a shorter period than the other. It lives as long as
    the act that it is asked for, and is never stored or sent.

    ``legal_before`` and ``promised_before`` are the periods that gave way: they still hold for who was given time by
    them (容缺).
    """

    legal_before: Period | None = None
    promised_before: Period | None = None

    @property
    def gave_way(self) -> tuple[Period | None, Period | None]:
        """As the two fields say."""
        return self.legal_before, self.promised_before


def unguided(item: ServiceItem) -> ServiceGuide:
    """What is known of an item whose guide is not on this machine: enough to say in writing where to go (S0 23), and
    nothing by which to take it in.
    """
    return ServiceGuide(item, "", Authority("", item.department, ""))


def _holds(condition: Condition, answers: dict[str, str]) -> bool:
    return answers.get(condition.question) in condition.answers


def applies(conditions: tuple[Condition, ...], answers: dict[str, str]) -> bool:
    """Whether every condition holds; an unanswered question never makes a demand (S0 art 21: nothing
    outside the guide).
    """
    return all(_holds(condition, answers) for condition in conditions)


def standing_answers(guide: ServiceGuide, answers: dict[str, str]) -> dict[str, str]:
    """The answers to questions that are still asked: one given before another answer changed counts no more."""
    standing: dict[str, str] = {}
    waiting = [question for question in guide.questions if question.id in answers]
    while True:
        ready = [question for question in waiting if applies(question.conditions, standing)]
        if not ready:
            return standing
        standing |= {question.id: answers[question.id] for question in ready}
        waiting = [question for question in waiting if question.id not in standing]


def material_lines(guide: ServiceGuide, answers: dict[str, str]) -> tuple[MaterialLine, ...]:
    """The lines of the guide that the chosen 情形 asks for, in the guide's order; never a blocked one."""
    standing = standing_answers(guide, answers)
    return tuple(line for line in guide.materials if not line.blocked and applies(line.conditions, standing))


def form_fields(guide: ServiceGuide, answers: dict[str, str]) -> tuple[FormField, ...]:
    """The form fields that the chosen 情形 asks for."""
    standing = standing_answers(guide, answers)
    return tuple(field for field in guide.form if applies(field.conditions, standing))


def open_questions(guide: ServiceGuide, answers: dict[str, str]) -> tuple[SituationQuestion, ...]:
    """Questions of the guide to be asked now and not answered yet."""
    standing = standing_answers(guide, answers)
    return tuple(
        question
        for question in guide.questions
        if question.id not in standing and applies(question.conditions, standing)
    )


def limit_words(guide: ServiceGuide) -> str:
    """Words for the limits of the guide: 承诺7个工作日（法定20个工作日）."""
    promised = guide.promised.words() if guide.promised is not None else ""
    legal = guide.legal.words() if guide.legal is not None else ""
    if promised and legal:
        return f"承诺{promised}（法定{legal}）"
    if promised:
        return f"承诺{promised}"
    return f"法定{legal}" if legal else ""
