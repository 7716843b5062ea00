"""好差评 (S3 三(二); GB/T 39734): once for each service, by the citizen alone; a bad one is followed by 整改."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from sync.platform.partners.base import (
    Answer,
    Ask,
    Bench,
    CaseFile,
    PartnerError,
    Record,
    need,
    weekdays_after,
)

SYSTEM = "rating"
LEVELS = {5: "非常满意", 4: "满意", 3: "基本满意", 2: "不满意", 1: "非常不满意"}
RECTIFY_DAYS = 15
"""Working days for the reply to a bad rating (seen in the practice of another province: a setting)."""


class Ratings(Protocol):
    """Port of the rating system."""

    def rate(self, case: str, service: str, score: int, detail: str) -> Record:
        """Keep a rating, one per case and service number. Raises PartnerError."""
        ...

    def rectify(self, case: str, service: str, reply: str) -> Record:
        """Keep the reply to a bad rating. Raises PartnerError when there is none to reply to."""
        ...


class ReferenceRatings:
    """Ratings by case and service number."""

    def __init__(self, bench: Bench) -> None:
        self._shelf = bench.shelf(SYSTEM)
        self._today = bench.today

    def rate(self, case: str, service: str, score: int, detail: str) -> Record:
        """Keep a rating."""
        if score not in LEVELS:
            raise PartnerError("score", "评价分为五级。")
        bad = score < 3
        if bad and not detail:
            raise PartnerError("detail", "差评须选择或填写具体原因。")
        if self._shelf.get(f"{case}/{service}") is not None:
            raise PartnerError("rated", "本次服务已评价，一次服务只评一次。")
        data = {"score": str(score), "detail": detail}
        if bad:
            data["reply_due"] = weekdays_after(self._today, RECTIFY_DAYS)
        return self._shelf.put(f"{case}/{service}", "rectify" if bad else "kept", data)

    def rectify(self, case: str, service: str, reply: str) -> Record:
        """Keep the reply to a bad rating."""
        found = self._shelf.get(f"{case}/{service}")
        if found is None or found.state != "rectify":
            raise PartnerError("no-ticket", "没有待整改的差评。")
        if not reply.strip():
            raise PartnerError("reply", "整改反馈须写明处理结果。")
        late = self._today > found.data["reply_due"]
        data = {**found.data, "reply": reply, "replied_on": self._today, "late": "yes" if late else "no"}
        return self._shelf.put(found.key, "rectified", data)


def answer(port: Ratings, ask: Ask, file: CaseFile) -> Answer:
    """``subject`` is the service number; ``score`` 1–5, ``detail`` or ``words`` why."""
    score = need(ask.data, "score")
    detail = ask.data.get("detail", "").strip() or ask.data.get("words", "").strip()
    if not ask.subject:
        raise PartnerError("service", "缺少服务编号。")
    kept = port.rate(str(file.case), ask.subject, int(score) if score in "12345" else 0, detail)
    if kept.state == "rectify":
        words = f"评价已收到，最迟 {kept.data['reply_due']} 反馈整改结果。"
        return Answer("rectify", words, {"service": ask.subject, "reply_due": kept.data["reply_due"]})
    return Answer("kept", "评价已收到。", {"service": ask.subject})


def tell(port: Ratings, file: CaseFile, data: Mapping[str, str], words: str) -> Answer:
    """The office in charge replies to the bad rating of ``service``."""
    service = need(data, "service")
    done = port.rectify(str(file.case), service, words)
    result = {"service": service, "replied_on": done.data["replied_on"], "late": done.data["late"]}
    return Answer("rectified", f"差评整改反馈：{words}", result)
