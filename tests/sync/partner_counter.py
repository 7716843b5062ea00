"""A counter that asks the other systems of the province in its log, over a real line."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sync.platform.partner_staff import tell
from sync.platform.partners.house import Told
from tests.sync.support import Province, Window, loop_of, received

LI = "210102190001010014"
WANG = "210106190008081160"
BY = {"id": "op-1", "name": "李窗口", "number": "A01"}
SHOWN = 1_790_000_000_000


@dataclass
class Counter:
    """A window with its line."""

    province: Province
    window: Window
    platform: Any

    @property
    def db(self) -> str:
        return str(self.province.db)

    def case(self, number: str = LI, **intake: Any) -> UUID:
        """A new case of an applicant, with a receipt."""
        case = uuid4()
        person = {"name": "李测试", "id_type": "111", "id_number": number, "phone": "13800001234"}
        body = received()
        body["intake"] |= {"applicant": {"person": person}} | intake
        paper = {"document_id": str(uuid4()), "kind": "D01", "number": f"收〔2026〕{case.hex[:10]}号"}
        at = {"at": {"ms": SHOWN, "quality": "trusted"}, "by": BY}
        self.window.write(case, ("received", body | at), ("paper_issued", paper))
        return case

    def paper(self, case: UUID) -> dict[str, Any]:
        body = next(c.body for c in self.window.commits if c.case_id == case and "paper_issued" in c.body)
        event = next(e for e in json.loads(body)["events"] if e["type"] == "paper_issued")
        return dict(event["payload"])

    def ask(self, case: UUID, system: str, subject: str = "", /, **data: str) -> dict[str, Any]:
        """Ask in the log, let the line run once, and read the answer out of the log."""
        ask = self.put_question(case, system, subject, **data)
        self.sync()
        found = [said for said in self.heard(case) if said["ask"] == ask]
        assert len(found) == 1, f"{system} gave {len(found)} answers"
        return found[0]

    def put_question(self, case: UUID, system: str, subject: str = "", /, **data: str) -> str:
        ask = str(uuid4())
        payload = {"at": {"ms": SHOWN, "quality": "trusted"}, "by": BY, "ask": ask, "system": system}
        self.window.write(case, ("partner_asked", payload | {"subject": subject, "data": data}))
        return ask

    def tell(
        self, case: UUID, system: str, outcome: str, words: str = "", viewer: str = "", **data: str
    ) -> None:
        tell(self.db, str(case), Told(system, outcome, data, words, viewer))

    def block(self, series: str) -> int:
        """First number of a block of the window."""
        return int(self.platform.reserve(series, 10, uuid4().hex).first)

    def sync(self) -> None:
        result = loop_of(self.platform, self.window).run_once()
        assert result.ok and not result.parked

    def heard(self, case: UUID) -> list[dict[str, Any]]:
        """Every answer about a case, in the order it came."""
        events = [
            e for c in self.window.foreign.values() if c.case_id == case for e in json.loads(c.body)["events"]
        ]
        return [event["payload"] for event in events if event["type"] == "partner_answered"]

    def last(self, case: UUID) -> dict[str, Any]:
        self.sync()
        return self.heard(case)[-1]
