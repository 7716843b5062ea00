"""What every event of a case is made of: who acted, which item, who wants what, who took a paper."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from app.domain.guide import Period
from app.domain.people import Agent, Applicant
from app.domain.time import Timestamp
from app.values import dataclass, field


@dataclass(frozen=True)
class OperatorRef:
    """Who acted: stable id, name and number (工号) as printed."""

    id: str
    name: str
    number: str


@dataclass(frozen=True)
class ItemRef:
    """The item and the version of its guide that this case is judged by (the one of the 收件 day). ``remark`` is what
    its papers say of delegation: 代市级政府审核, or who delegated and by what (S2 规范1 2.3).
    """

    code: str
    name: str
    kind: str
    department: str
    catalogue_version: str
    authority: str
    authority_short: str = ""
    authority_phone: str = ""
    result_name: str = ""
    blank_kind: str = ""
    mode: str = ""
    licence: bool = True
    review_body: str = ""
    court: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Branch:
    """One item of a 一件事: ``after`` is the code of the branch whose written completion it waits for
    (S4 5(3)), empty when it starts with the others.
    """

    item: ItemRef
    after: str = ""
    legal: Period | None = None
    promised: Period | None = None


@dataclass(frozen=True)
class Assistance:
    """帮代办: who helped, for whom that person works, and under which written authority; always free (S4 30)."""

    helper: str
    organisation: str = ""
    authority: str = "帮代办登记"


AT_COUNTER, AT_STATION = "窗口", "驿站"
"""How what is begun at a desk comes in, by the desk (``Intake.channel``)."""
BY_HAND, THUMB = "签名", "捺印"
"""How an application is signed; who cannot write presses a thumb before a witness."""


@dataclass(frozen=True)
class Intake:
    """Who wants what, as said at the counter. ``answers`` are the 情形, ``form`` the values of the 申请表.

    ``channel`` is how it came in (窗口 驿站 自助 邮寄 网上 上门), ``collected_for`` the 办理地 when this hall
    only collects (通办 代收), ``online_no`` the number of an online draft. ``signed_by`` says how the applicant
    signed: 签名, or 捺印 with ``witness``; ``witness_note`` says that the staff known here do not bear out who that is.
    ``corrects`` is the case that a 更正 mends and ``corrects_what`` what of it;
    ``branches`` are those of a 一件事. ``identity_checked`` is ``card``, ``typed``, or in words how the person was
    known (人像比对…, 人工核对…).
    ``delivery`` and ``result_form`` are how the result is wanted (``app.domain.delivery``), ``post_to`` the address it
    is posted to. ``licensed``: field of the form → which of her licences told its value, with number and day of asking.
    """

    item: ItemRef
    applicant: Applicant
    agent: Agent | None = None
    answers: dict[str, str] = field(default_factory=dict)
    form: dict[str, str] = field(default_factory=dict)
    phone: str = ""
    channel: str = AT_COUNTER
    delivery: str = "自取"
    visit: UUID | None = None
    identity_checked: str = ""
    collected_for: str = ""
    online_no: str = ""
    signed_by: str = BY_HAND
    witness: str = ""
    assistance: Assistance | None = None
    corrects: UUID | None = None
    branches: tuple[Branch, ...] = ()
    queue_no: str = ""
    corrects_what: str = ""
    result_form: str = ""
    post_to: str = ""
    witness_note: str = ""
    licensed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Recipient:
    """Who took a paper: ``relation`` is 本人, 代理人, 法定代表人 …; ``id_masked`` as printed;
    ``signature`` the digest of what was signed; ``mark`` 捺印 instead of it, seen by ``witness``; ``identity_checked``
    how the person was known, as in ``Intake``; ``authority`` the paper by which somebody else may take it (授权委托书,
    介绍信), with its number or day where it has one.
    """

    name: str
    relation: str = "本人"
    id_masked: str = ""
    signature: str = ""
    mark: str = ""
    witness: str = ""
    identity_checked: str = ""
    authority: str = ""


@dataclass(frozen=True)
class Happened:
    """What every event carries: when it was done at the desk, and by whom."""

    TYPE: ClassVar[str] = ""
    SCHEMA: ClassVar[int] = 1
    LEGAL: ClassVar[bool] = True

    at: Timestamp
    by: OperatorRef
