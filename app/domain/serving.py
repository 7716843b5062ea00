"""Ways of 送达 and what each of them leaves in hand as its proof (民事诉讼法 87–95, by analogy; 行政许可法 44)."""

from __future__ import annotations

from app.domain import commands as cmd
from app.domain.case import Case
from app.domain.delivery import BY_NETWORK, BY_POST

AT_DESK = ("窗口领取", "直接送达")
LEFT = "留置送达"
POST, ELECTRONIC = BY_POST, BY_NETWORK
METHODS = (*AT_DESK, POST, LEFT, ELECTRONIC)
_LAW = "行政许可法 44；民事诉讼法 88–91"


def unauthorised(case: Case, command: cmd.HandOver) -> cmd.Refusal | None:
    """Why somebody may not take a result at the desk for the applicant; the agent of the case showed her power at 收件.

    The slip says what to bring (委托他人领取的，另带授权委托书), so without it nothing is given.
    """
    who, intake = command.recipient, case.intake
    if command.method not in AT_DESK or who.relation in ("", "本人") or who.authority.strip() or intake is None:
        return None
    if stands_for(case, who.name):
        return None
    return cmd.Refusal(
        "ZC-CASE-139",
        "代领没有写明凭什么代领",
        "行政许可法 29、44",
        "请看授权委托书或者单位介绍信，写明是哪一份；没有带的，请本人来领、补委托书，或者改邮寄",
    )


def stands_for(case: Case, name: str) -> bool:
    """Whether somebody of this name needs no paper to take a result: the agent whose power was seen at 收件, or the
    legal representative of the organisation, who acts in its name by law (民法典 61).
    """
    if case.intake is None or not name.strip():
        return False
    agent, organisation = case.intake.agent, case.intake.applicant.organisation
    known = (agent.person.name if agent is not None else "", organisation.representative if organisation else "")
    return name.strip() in known


def unproved(command: cmd.HandOver) -> cmd.Refusal | None:
    """Why the way of service has no proof yet; None when it has. A signature proves what was taken at the desk.

    Whether the way is the one that was chosen, ``app.domain.delivery`` says before.
    """
    recipient = command.recipient
    if command.method == POST:
        return _named(command.reference, "邮寄送达要写运单号，签收以邮政回执为准", "请填写运单号")
    if command.method == LEFT:
        whole = command.refusal.strip() and command.witness.strip()
        return None if whole else cmd.Refusal(
            "ZC-CASE-120", "留置送达要写明拒收事由，并有见证人", _LAW, "请填写拒收事由和见证人"
        )  # fmt: skip
    if command.method == ELECTRONIC:
        return _named(command.reference, "电子送达要写系统回执号", "请填写回执号")
    if not recipient.signature and not recipient.mark:
        return cmd.Refusal("ZC-CASE-72", "领取人没有签名", "行政许可法 44", "请领取人在签名板或者回证上签名")
    return None


def _named(reference: str, why: str, then: str) -> cmd.Refusal | None:
    return None if reference.strip() else cmd.Refusal("ZC-CASE-120", why, _LAW, then)
