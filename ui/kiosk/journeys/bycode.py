"""By the number of a receipt or the 办件编号 on it, and the query code beside it: typed, or the number read from the
code of the receipt.
"""

from __future__ import annotations

from app.domain.kiosk import Proof
from app.ports.equipment import CodeScan
from ui.kiosk.journeys.proving import Proving
from ui.kiosk.screen import Band, Choice, Screen


class ByCode(Proving):
    """A journey to which a receipt opens a way of its own. ``CODE_STEPS`` are the pages where one may be held up."""

    CODE_STEPS = frozenset({"start", "code"})
    LONGEST = 60
    """A 办件编号 has up to fifty characters, and may be typed with what stands between them."""

    def look_up(self, code: str, query: str) -> None:
        """Both are there. A subclass asks the counter."""
        raise NotImplementedError

    def _code(self) -> Screen:
        words = self.at.t
        line = self.write("code", "code", self.LONGEST, words("progress.field.code"))
        return self.page("code", words("progress.code_title"), lead=words("progress.code_lead"), input=line)

    def _query(self) -> Screen:
        words = self.at.t
        line = self.write("query", "code", 4, words("progress.field.query"))
        return self.page("query", words("progress.query_title"), lead=words("progress.query_lead"), input=line)

    def _not_found(self) -> Screen:
        """No such receipt here: what to look at, and one touch to type it once more."""
        words = self.at.t
        lines = (words("progress.unknown_next"),)
        return self.page(
            "unknown",
            words("progress.unknown"),
            band=Band("warn", "triangle-alert", words("progress.unknown_check"), lines),
            rows=(Choice("back", words("progress.again"), icon="rotate-ccw", kind="primary"),),
            foot=(self.home(),),
        )

    def on_back(self, value: str) -> None:
        """A page back; 再输一次 from the number as she wrote it: either may be wrong, and who sees it compares it."""
        asked = [n for n, step in enumerate(self._past) if step in ("code", "query")]
        if asked and self.screen().key.endswith(".unknown"):
            del self._past[asked[0] :]
            self.step = "code"
        else:
            super().on_back(value)

    def on_ok(self, _value: str) -> None:
        """The number is complete, or the query code."""
        code, query = (self.fields.get(name, "").strip() for name in ("code", "query"))
        if self.step == "code" and code:
            self.go("query")
        elif self.step == "query" and query:
            self.look_up(code, query)

    def knows_code(self, right: bool) -> None:
        """The query code is forgotten again; a right one is a proof of its own."""
        query = self.fields.pop("query", "").strip()
        if right:
            self.at.guest.code, self.at.guest.query = self.fields.get("code", "").strip(), query
            self.at.prove(Proof.CODE)

    def scanned(self, scan: CodeScan) -> None:
        """A receipt held before the scanner saves typing its number; the query code is still asked for."""
        if scan.kind == "paper" and self.step in self.CODE_STEPS and not self.waiting and self.error is None:
            self.fields["code"] = scan.value
            self.go("query")
            return
        super().scanned(scan)
