"""The tour: the story of three cases, played through the real widgets in processes that may be killed.

The conductor (this module) starts a process per chapter, switches the platform on and off between them,
plays the department, and at the
end holds window and platform against each other. What it leaves in ``OUT``: ``papers/ screens/
summary.json profile/ platform.db``.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.domain.paper import PAPER_RULES, PaperKind
from app.domain.rights import Grant, Right
from app.ports import JobState
from app.storage.faultpoints import VARIABLE
from app.storage.verify import verify
from printing.printers.folder import safe_name
from printing.withdrawing import job_title
from sync.platform.staff import decide
from ui.bootstrap import Workplace, open_workplace
from ui.children import Address, PlatformProcess, own_command
from ui.compare import compare
from ui.still import StillScheduler
from ui.tour.dropping import DroppingLine
from ui.tour.events import table
from ui.tour.state import DAY_LATER, DAY_ONE, DAY_TWO, State, settings

KILLED_AT = "print:composing:3"
CHAPTER_SECONDS = 60


class Conductor:
    """Plays the whole story into ``out``."""

    FACE = "window"

    def __init__(self, out: Path, dropping: bool, as_json: bool, look: bool = False) -> None:
        self.out = out.resolve()
        self.dropping = dropping
        self.as_json = as_json
        self.look = look
        self.platform = PlatformProcess(self.out / "platform.db", self.out / "platform.log")
        self.line: DroppingLine | None = None
        self.file = self.out / "state.json"
        self.problems: list[str] = []

    def play(self) -> int:
        """From an empty folder to the summary."""
        began = time.monotonic()
        if self.out.exists():
            shutil.rmtree(self.out)
        for name in ("papers", "screens"):
            (self.out / name).mkdir(parents=True)
        state = State(str(self.out / "profile"), str(self.out / "papers"), str(self.out / "screens"))
        state.face = self.FACE
        state.look = self.look
        try:
            self._enrol(state)
            self._offline(state)
            self._online(state)
        finally:
            if self.line is not None:
                self.line.stop()
            self.platform.stop()
        return self._sum_up(State.load(self.file), time.monotonic() - began)

    # the story

    def _enrol(self, state: State) -> None:
        """The device meets the platform once and gets its numbers; then the line goes down."""
        self._say("登记设备，领取号段；然后断网")
        state.now_ms = DAY_ONE.ms
        address = self.platform.start()
        workplace = open_workplace(settings(state))
        try:
            workplace.line.connect(address)
            result = workplace.sync_once(StillScheduler())
            if not result.ok or not result.blocks:
                raise RuntimeError(f"enrolment failed: {result}")
        finally:
            workplace.close()
        self.platform.stop()

    def _offline(self, state: State) -> None:
        state.now_ms = DAY_ONE.ms
        self._say("第一天，断网：登录、读卡、填表、收件、一次性告知；告知书打印前断电")
        state = self._chapter(1, state, killed=True)
        self._say("重新开机：办件和告知书都在，只打一次；护士执业注册当场决定")
        state.now_ms = DAY_ONE.ms + 40 * 60_000
        state = self._chapter(2, state)
        self._add_receiver(state)
        self._say("只能收件的同事：收件后转部门")
        state.now_ms = DAY_ONE.ms + 90 * 60_000
        state = self._chapter(3, state)
        self._say("第二天，仍断网：分两次补正，受理，盖章，交付")
        state.now_ms = DAY_TWO.ms
        self._chapter(4, state)

    def _online(self, state: State) -> None:
        self._say("联网：逐件上传，签名回执" + ("（线路每两次丢一次回答）" if self.dropping else ""))
        state = State.load(self.file)
        address = self.platform.start()
        url = address.url
        if self.dropping:
            self.line = DroppingLine(address.url)
            self.line.start()
            url = self.line.url
        state.address = asdict(Address(url, address.token, address.key))
        state.now_ms = DAY_LATER.ms
        state = self._chapter(5, state)
        self._department(state)
        self._say("部门的决定下来：第一件待领取，第三件的受理通知书在窗口打印")
        state.now_ms = DAY_LATER.ms + 3 * 3600_000
        self._chapter(6, state)

    def _department(self, state: State) -> None:
        db = str(self.platform.database)
        moment = DAY_LATER.ms + 2 * 3600_000
        authority = "沈阳市铁西区市场监督管理局（演练）"
        who = {"operator_name": "孙某", "operator_number": "K12", "authority": authority}
        decide(
            db, state.cases["food"], "grant", at_ms=moment, validity="五年", deliver_by="2026-10-19", **who
        )
        decide(db, state.cases["food"], "ready", at_ms=moment + 1000, results=["食品生产许可证"], **who)
        due = {"due": "2026-10-15", "limit_words": "7个工作日", "binding": "承诺"}
        decide(db, state.cases["receive"], "accept", at_ms=moment + 2000, **who, **due)

    def _add_receiver(self, state: State) -> None:
        workplace = open_workplace(settings(state))
        try:
            rights = (Grant(Right.RECEIVE), Grant(Right.HAND_OVER))
            workplace.add_operator("钱七", "0713", "qianqi-0713", rights)
        finally:
            workplace.close()

    # chapters

    def _chapter(self, number: int, state: State, *, killed: bool = False) -> State:
        state.save(self.file)
        environment = dict(os.environ)
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
        if killed:
            environment[VARIABLE] = KILLED_AT
        words = ["tour", "--chapter", str(number), "--state", str(self.file)]
        began = time.monotonic()
        done = subprocess.run(own_command(*words), env=environment, timeout=CHAPTER_SECONDS * 3, check=False)
        wanted = -signal.SIGKILL if killed else 0
        if done.returncode != wanted:
            raise RuntimeError(f"chapter {number} ended with {done.returncode}, expected {wanted}")
        after = State.load(self.file)
        after.seconds[str(number)] = round(time.monotonic() - began, 2)
        after.save(self.file)
        return after

    # the end

    def _sum_up(self, state: State, seconds: float) -> int:
        workplace = open_workplace(settings(state))
        try:
            summary = self._summary(workplace, state, seconds)
        finally:
            workplace.close()
        (self.out / "summary.json").write_text(json.dumps(summary, ensure_ascii=False, indent=1), "utf-8")
        self.file.unlink(missing_ok=True)
        if self.as_json:
            sys.stdout.write(json.dumps(summary, ensure_ascii=False) + "\n")
        else:
            self._tell(summary)
        return 0 if summary["equal"] and not summary["problems"] else 1

    def _summary(self, workplace: Workplace, state: State, seconds: float) -> dict[str, Any]:
        report = verify(workplace.database)
        result = compare(workplace, str(self.platform.database))
        status = workplace.sync_status()
        problems = [f"{p.where}: {p.text}" for p in report.problems]
        problems += [f"{where}: {text}" for where, text in result.differences]
        problems += [f"cut: {words}" for words in state.cut] + self._papers_problems(workplace)
        if status.pending:
            problems.append(f"{status.pending} commits have no receipt")
        return {
            "face": self.FACE,
            "line": "dropping" if self.dropping else "good",
            "seconds": round(seconds, 1),
            "chapters": state.seconds,
            "documents": self._documents(workplace),
            "screens": state.taken,
            "chinese": state.chinese,
            **result.own,
            "acknowledged": result.own["commits"] - status.pending,
            "platform": result.platform,
            "blanks": workplace.stores.stock.counts(),
            "equal": result.equal,
            "dropped": self.line.dropped if self.line is not None else 0,
            "checked": report.checked,
            "steps": {
                "measured": state.steps,
                "over_16_ms": state.slow_steps,
                "own_over_16_ms": state.slow_own,
                "longest_own_ms": max((step["own_ms"] for step in state.slow), default=0.0),
                "turns": state.turns,
                "turns_over_16_ms": state.turns_over,
                "longest_turn_ms": round(state.longest_turn, 1),
            },
            "long_turns": sorted(state.long_turns, key=lambda turn: -turn["own_ms"]),
            "slow_events": table(state.events),
            "slow_steps": sorted(state.slow, key=lambda step: -step["ms"]),
            "problems": problems,
        }

    def _documents(self, workplace: Workplace) -> list[dict[str, str]]:
        rows = []
        for job in workplace.stores.jobs.jobs(JobState.OUT):
            name = PAPER_RULES[PaperKind(job.kind)].name
            file = f"papers/{safe_name(job_title(job))}.pdf"
            rows.append({"number": job.number, "kind": f"{job.kind}-{name}", "file": file})
        return rows

    def _papers_problems(self, workplace: Workplace) -> list[str]:
        """A sheet without a record, a record without a sheet, a number on two papers."""
        there = {path.name for path in (self.out / "papers").glob("*.pdf")}
        jobs = workplace.stores.jobs.jobs()
        told = {f"{safe_name(job_title(job))}.pdf" for job in jobs if job.state is JobState.OUT}
        found = [f"{name}: no record" for name in sorted(there - told)]
        found += [f"{name}: no sheet" for name in sorted(told - there)]
        first = Counter(job.number for job in jobs if job.printing == 1)
        found += [f"{number}: used {count} times" for number, count in first.items() if count > 1]
        return found

    def _tell(self, summary: dict[str, Any]) -> None:
        counted = f"{summary['cases']} 件、{summary['commits']} 次提交、{summary['events']} 条记录"
        sys.stdout.write(
            f"演示完成，用时 {summary['seconds']} 秒：本机 {counted}，平台签收 {summary['acknowledged']} 次，"
            f"两边{'一致' if summary['equal'] else '不一致'}。\n"
            f"纸面 {len(summary['documents'])} 份：{self.out / 'papers'}\n截图：{self.out / 'screens'}\n"
        )
        for row in summary["slow_events"]:
            sys.stdout.write("{ms:9.1f} ms（最长 {longest_ms:.1f}）{events:6d} 次  {event}\n".format_map(row))
        for problem in summary["problems"]:
            sys.stdout.write(f"问题：{problem}\n")

    def _say(self, text: str) -> None:
        if not self.as_json:
            sys.stdout.write(f"· {text}\n")
            sys.stdout.flush()
