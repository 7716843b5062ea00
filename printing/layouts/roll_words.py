"""What a 收件凭证 on a roll says, whatever the roll is wide: both say the same, else a hall's printer decides what a
person learns.
"""

from __future__ import annotations

from datetime import date

from printing.documents.base import Envelope
from printing.documents.intake import CorrectionReceipt, HandedIn, Receipt, ReceiptPart
from printing.layouts.parts import notes_of
from printing.layouts.words import BESIDE, counts_from, item_words
from printing.text import Rich, bold, spans

Pairs = list[tuple[str, Rich]]


def facts(paper: Receipt) -> Pairs:
    """Label and value of what stands at the top; an empty label goes on with the value before."""
    e = paper.envelope
    pairs: Pairs = [("申请人", bold(paper.applicant.name))]
    if paper.applicant.masked:
        pairs.append(("证件", paper.applicant.masked.split(" ", 1)[-1]))
    if paper.applicant.proof:
        pairs.append(("核验", paper.applicant.proof))
    if paper.agent:
        pairs.append(("代理人", paper.agent.name))
    if isinstance(paper, CorrectionReceipt):
        pairs.append(("补正", paper.answers))
    pairs.append(("办理", bold(paper.item)))
    if paper.situation:
        pairs.append(("", paper.situation))
    if e.case_number:
        pairs.append(("办件编号", e.case_number))
    pairs += [
        ("收件时间", f"{paper.received_at:%Y-%m-%d %H:%M}{f'（{paper.clock_note}）' if paper.clock_note else ''}"),
        ("窗口", f"{e.window}　{e.operator}（{e.operator_no}）"),
    ]
    if paper.channel not in ("", "窗口"):
        pairs.append(("渠道", f"{paper.channel}（{paper.channel_note}）" if paper.channel_note else paper.channel))
    if paper.entered_at:
        pairs.append(("登记时间", f"{paper.entered_at:%Y-%m-%d %H:%M}（{counts_from(paper)}）"))
    if paper.delivery:
        pairs.append(("结果", paper.delivery))
    if paper.helper:
        pairs.append(("帮代办", paper.helper.words))
    return pairs


def part_facts(part: ReceiptPart) -> Pairs:
    """The same of another case of the visit."""
    pairs: Pairs = [("申请人", bold(part.applicant.name))]
    if part.applicant.masked:
        pairs.append(("证件", part.applicant.masked.split(" ", 1)[-1]))
    pairs.append(("办理", bold(item_words(part.item, part.situation))))
    if part.case_number:
        pairs.append(("办件编号", part.case_number))
    if part.next_by:
        pairs.append(("最迟告知", bold(_day(part.next_by, part.next_note))))
    if part.delivery:
        pairs.append(("结果", part.delivery))
    return pairs


def material_words(number: int, line: HandedIn) -> str:
    """A line of the list: what, and where it stays unless it is simply kept."""
    kept = f"（{line.custody}）" if line.custody and line.custody != "收存" else ""
    return f"{number}. {line.name}{kept}"


def then(paper: Receipt) -> list[Rich]:
    """What comes next, a paragraph each."""
    done: list[Rich] = []
    if isinstance(paper, CorrectionReceipt) and paper.remaining:
        done.append([bold(f"还需补正 {len(paper.remaining)} 项"), f"：{'；'.join(paper.remaining)}。"])
        if paper.remaining_by:
            done.append(["请最迟在 ", bold(_day(paper.remaining_by, "")), " 提交。"])
    elif paper.next_by:
        step = paper.next_step.rstrip("。")
        done.append([bold("下一步"), f"：{step}，最迟 ", bold(_day(paper.next_by, paper.next_note)), "。", BESIDE])
    elif paper.next_step:
        done.append([bold("下一步"), f"：{paper.next_step.rstrip('。')}。"])
    for heading, words in notes_of(paper):
        if heading != "帮代办":
            done.append([bold(heading), "：", *(span for word in words for span in spans(word))])
    if paper.replaces:
        done.append([bold("更正"), f"：取代{paper.replaces}，原凭证作废。"])
    return done


def asking(e: Envelope) -> list[Rich]:
    """Whom to ask, and with what."""
    found: list[Rich] = ["扫码查进度"]
    if e.query_code:
        found.append(["查询码 ", bold(e.query_code)])
    found.append(["投诉建议 ", bold(e.phone_complaint)])
    if e.phone_help:
        found.append(f"咨询 {e.phone_help}")
    return found


def print_words(e: Envelope) -> list[str]:
    """How and when it was printed."""
    again = f"第 {e.printing} 次打印" + (f"（补打：{e.reprint_reason}）" if e.printing > 1 else "")
    offline = ["离线出具"] if e.offline else []
    return [*offline, f"设备 {e.device} · 目录 {e.catalogue} 版", f"打印 {e.printed_at:%Y-%m-%d %H:%M} · {again}"]


def _day(day: date, note: str) -> str:
    weekday = f"周{'一二三四五六日'[day.weekday()]}"
    return f"{day.month}月{day.day}日（{weekday}{f'，{note}' if note else ''}）"
