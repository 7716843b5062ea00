"""印章登记: who has which seal, where, since when."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from app.domain.seals import SEAL_WORDS, SealAct, SealStanding
from app.domain.time import Timestamp
from ui.shared.button import KeyButton
from ui.shared.labels import Text
from ui.shared.paint import Word
from ui.shared.pane import Pane
from ui.shared.segment import Choice, Segment
from ui.shared.table import Column, Table
from ui.theme import t
from ui.window.locked.parts import Tools, fields, foot, halves, padded

_KEYS = {SealAct.TAKE: "1", SealAct.BACK: "2", SealAct.REGISTER: "3", SealAct.RETIRE: "4"}


class SealRoom(QWidget):
    """The register and its form."""

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        self.tools = tools
        halves(self, self._list_pane(), self._form_pane())

    def _list_pane(self) -> Pane:
        pane = Pane(t("seals.title"), icon="stamp", key="Alt+1", bare=True)
        self.pane = pane
        self.empty = Text(t("seals.empty"), "secondary", "text2")
        self.table = Table(
            [
                Column(t("seals.seal"), 0, lambda s: s.seal, bold=True),
                Column(t("seals.state"), 90, _word),
                Column(t("seals.place"), 160, lambda s: s.place),
                Column(t("seals.holder"), 90, lambda s: s.holder),
                Column(t("seals.since"), 110, lambda s: f"{Timestamp(s.since_ms).local:%m-%d %H:%M}"),
            ],
            t("seals.title"),
            blank=t("blank.seals"),
            key=lambda s: s.seal,
        )
        self.table.setObjectName("seals.table")
        self.table.chosen.connect(self._fill)
        self.table.picked.connect(self._offer)
        self.hint = padded(self.empty)
        pane.body.addWidget(self.hint)
        pane.body.addWidget(self.table, 1)
        return pane

    def _form_pane(self) -> Pane:
        pane = Pane(t("seals.enter"), icon="pencil", key="Alt+2", scroll=True)
        choices = [Choice(act.value, SEAL_WORDS[act], key) for act, key in _KEYS.items()]
        self.act = Segment(choices, SealAct.TAKE.value, t("seals.act"), scope=pane)
        self.lines = fields("seals", ("seal", "holder", "place", "reason"))
        pane.body.addWidget(self.act)
        for line in self.lines.values():
            pane.body.addWidget(line)
        pane.body.addStretch(1)
        self.save = KeyButton(t("seals.save"), "Ctrl+Return", "save", kind="primary", size="primary")
        self.save.setObjectName("seals.save")
        self.save.clicked.connect(self._save)
        foot(pane, self.save)
        return pane

    def refresh(self) -> None:
        """Read the register anew."""
        self.tools.look(self.tools.room.standings, self._show)

    def _show(self, found: Mapping[str, SealStanding]) -> None:
        self.table.set_rows(list(found.values()))
        out = sum(each.out for each in found.values())
        self.pane.set_note(t("seals.count", n=len(found), out=out))
        self.hint.setVisible(not found)
        if not found:
            self.act.set_value(SealAct.REGISTER.value)

    def _fill(self, standing: SealStanding) -> None:
        self.lines["seal"].set_value(standing.seal)
        self.act.set_value((SealAct.BACK if standing.out else SealAct.TAKE).value)

    def _offer(self, standing: SealStanding) -> None:
        """The first seal of the register stands in a form that nobody began."""
        if not any(line.value() for line in self.lines.values()):
            self._fill(standing)

    def _save(self) -> None:
        act = SealAct(self.act.value() or SealAct.TAKE)
        seal, holder, place, reason = (line.value() for line in self.lines.values())
        self.tools.work(
            lambda: self.tools.room.move_seal(act, seal, holder, place, reason),
            lambda move: self._saved(act, move.seal),
            self.refresh,
        )

    def _saved(self, act: SealAct, seal: str) -> None:
        for name in ("holder", "place", "reason"):
            self.lines[name].set_value("")
        self.act.set_value((SealAct.BACK if act is SealAct.TAKE else SealAct.TAKE).value)
        self.tools.tell.message("ok", t("seals.done", act=SEAL_WORDS[act]), seal)


def _word(standing: SealStanding) -> Word:
    if standing.act is SealAct.RETIRE:
        return Word(t("seals.retired"), "neutral", "")
    return Word(t("seals.out"), "warn", "") if standing.out else Word(t("seals.here"), "ok", "check")
