"""A hall for stories of the law: real encrypted storage, the use cases, and papers read off the laid-out page."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert

from app.domain import events as ev
from app.domain.codec import dumps
from app.domain.guide import ServiceGuide
from app.domain.materials import SubmittedMaterial
from app.domain.paper import PaperKind
from app.domain.people import Applicant
from app.domain.rules import parse_rules
from app.domain.time import at
from app.errors import RefusedError
from app.storage.schema import guides
from app.usecases.ask_partner import ask_partner
from app.usecases.desk import Done
from app.usecases.intake import build_intake, rows_for
from app.usecases.receive import receive
from printing.compose import compose
from printing.fonts import Fonts
from printing.layout import layout
from printing.page import Text
from tests.app.domain.kit import COMPANY, FOOD, RESOURCES, STAFF, first_answers, good, guide_of
from tests.app.storage.house import House

DAY_MS = 86_400_000


@cache
def fonts() -> Fonts:
    """The shipped fonts."""
    folder = RESOURCES / "fonts"
    sans, serif = folder / "NotoSansSC-Regular.ttf", folder / "NotoSerifSC-Regular.ttf"
    return Fonts(sans, folder / "NotoSansSC-Bold.ttf", serif, folder / "NotoSerifSC-Bold.ttf",
                 folder / "HanaMinB.ttf")  # fmt: skip


class Hall(House):
    """One window that takes in cases of one guide, which a story may change before or after."""

    def __init__(self, folder: Path, device: str = "D07") -> None:
        super().__init__(folder, device, numbers=90, copied=True)
        self.guide = guide_of(FOOD)
        self.versions: dict[tuple[str, str], ServiceGuide] = {}

    # the guide

    def publish(self, guide: ServiceGuide, version: str) -> ServiceGuide:
        """A catalogue with ``guide`` as ``version`` came in."""
        self.guide = replace(guide, version=version)
        row = {"code": guide.item.code, "version": version, "digest": version, "body": dumps(self.guide)}
        with self.database.write.begin() as connection:
            connection.execute(insert(guides).values(**row))
        self.versions[(guide.item.code, version)] = self.guide
        return self.guide

    def offers(self, flag: str, **changes: Any) -> None:
        """The guide offers 容缺 (``tolerable``) or 告知承诺 (``committable``) for its first material."""
        lines = list(self.guide.materials)
        wanted = self.rows()[0].line_id
        lines = [replace(line, **{flag: True}) if line.id == wanted else line for line in lines]  # type: ignore[arg-type]
        self.publish(replace(self.guide, materials=tuple(lines), **changes), "演练2027-01")

    def rows(self) -> tuple[SubmittedMaterial, ...]:
        """The materials that the guide asks for, not looked at yet."""
        return rows_for(self.guide, first_answers(self.guide))

    # the desk

    def intake(self, applicant: Applicant = COMPANY, **more: Any) -> ev.Intake:
        """What the applicant wants."""
        answers = first_answers(self.guide)
        base = build_intake(self.guide, applicant, None, answers, {}, phone="13800000001")
        return replace(base, **more)

    def take(self, *said: SubmittedMaterial, intake: ev.Intake | None = None) -> UUID:
        """收件 of all that the guide asks, but for the rows in ``said``."""
        by_line = {row.line_id: row for row in said}
        rows = tuple(by_line.get(row.line_id) or good(row) for row in self.rows())
        case = uuid4()
        receive(self.desk, case, intake or self.intake(), rows)
        return case

    def now_is(self, year: int, month: int, day: int, hour: int = 10) -> None:
        """Time goes on."""
        self.clock.ms = at(year, month, day, hour).ms

    def after(self, day: date) -> None:
        """The morning after ``day``."""
        then = day + timedelta(days=1)
        self.now_is(then.year, then.month, then.day)

    def province(self, name: str) -> None:
        """Under the rules of another province."""
        rules = parse_rules((RESOURCES / f"rules/{name}.toml").read_text("utf-8"))
        self.desk = replace(self.desk, rules=rules)

    def credit(self, case: UUID, outcome: str = "pass") -> None:
        """The province answered about credit and about former promises."""
        ask_partner(self.desk, case, "commitment-list", "applicant")
        for asked in self.case(case).asks:
            if asked.waiting:
                moment = self.clock.now()
                self.append(case, ev.PartnerAnswered(moment, STAFF, asked.ask, asked.system, outcome))

    def refused(self, act: Callable[[], Done], code: str) -> RefusedError:
        """``act`` is refused with ``code``, says why and where to go, and changes nothing."""
        before = len(self.own_commits())
        with pytest.raises(RefusedError) as caught:
            act()
        assert caught.value.code == code, caught.value.code
        assert caught.value.what and caught.value.kept
        assert len(self.own_commits()) == before, "a refusal writes nothing"
        return caught.value

    # the line

    def meets(self, other: Hall) -> None:
        """Both windows had a whole sync: each knows what the other wrote."""
        other.inbox.apply(self.own_commits(), "1")
        self.inbox.apply(other.own_commits(), "1")

    # the paper

    def words(self, case: UUID, kind: PaperKind) -> str:
        """What stands on the last paper of ``kind``."""
        found = self.case(case)
        return self.sheet(case, found.papers_of(kind)[-1].document_id)

    def sheet(self, case: UUID, document_id: UUID) -> str:
        """What stands on one paper, void or not, as the 卷宗 prints it again."""
        document = compose(self.case(case), document_id, self._of)
        runs = [op.text for page in layout(document, fonts()) for op in page.ops if isinstance(op, Text)]
        return re.sub(r"\s", "", "".join(runs))

    def _of(self, code: str, version: str) -> ServiceGuide | None:
        found = self.versions.get((code, version))
        return found or (guide_of(FOOD) if guide_of(FOOD).item.code == code else None)

    def types(self, case: UUID) -> list[str]:
        """The kinds of event of the case, in order."""
        with self.units.begin() as tx:
            found = tx.case(case)
        assert found is not None
        bodies = [commit.body for commit in self.own_commits() if commit.case_id == case]
        return re.findall(r'"type":\s*"([a-z_]+)"', " ".join(bodies))
