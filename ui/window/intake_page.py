"""收件: one page, three steps side by side and the paper to come; the verdict at the bottom decides what happens next."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.materials import MaterialStatus, SubmittedMaterial
from app.domain.paper import PAPER_RULES, PaperKind, Place
from app.domain.people import IdCardReading, mask_name
from app.domain.time import Timestamp
from app.domain.verdict import VerdictKind
from app.ports import Cancel, Scheduler
from ui.office import Office, masked_reading
from ui.runner import Runner
from ui.shared.button import KeyButton
from ui.shared.labels import Chip
from ui.shared.pane import PageHead, VerdictBar
from ui.tell import Answer, Tell
from ui.theme import look, t
from ui.window.intake import acts, model
from ui.window.intake import plan as pl
from ui.window.intake.journal import Journal
from ui.window.intake.materials import MaterialsPane
from ui.window.intake.model import IntakeState
from ui.window.intake.paper import PaperPane
from ui.window.intake.parked import ParkedList
from ui.window.intake.plan import Moment, Plan
from ui.window.intake.results import ItemLike
from ui.window.intake.what import Searcher, WhatPane
from ui.window.intake.who import WhoPane

REVEAL_SECONDS = 30.0
"""So long a number stays readable after it was asked for."""

LONG_EXTRA = 24
"""Characters that fit beside the sentence of the bar; more go below it."""


class IntakePage(QWidget):
    """The intake.

    Signals: ``case_opened(UUID)`` a case was taken in and its page should open; ``status(str)`` a quiet word for
    the status line. The shell calls :meth:`card_read`, :meth:`card_removed` and :meth:`card_hint` on the GUI thread.
    """

    case_opened = Signal(object)
    status = Signal(str)

    def __init__(
        self,
        office: Office,
        runner: Runner,
        scheduler: Scheduler,
        tell: Tell,
        place: Place,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("intake")
        self._office, self._runner, self._scheduler, self._tell, self._place = office, runner, scheduler, tell, place
        self.state = IntakeState()
        self.plan = Plan("neutral", "", pl.FILL, "")
        self.journal = Journal(office, runner, scheduler, self)
        self._moment: Moment | None = None
        self._facts: acts.PaperFacts | None = None
        self._other_items: dict[str, tuple[dict[str, str], dict[str, str], dict[str, SubmittedMaterial]]] = {}
        self._picks = 0
        self._drawing = 0
        self._paper_at = 0
        self._busy = False
        self._law_shown = False
        self._quiet: Cancel | None = None
        self._masking: Cancel | None = None
        self._build()
        self._connect()
        self._entered()

    # building

    def _build(self) -> None:
        self.head = PageHead(t("intake.title"), t("intake.new"))
        self.saved = Chip()
        self.head.add_left(self.saved)
        self.parked_button = self._head_button("intake.parked", t("intake.parked_none"), "Ctrl+O", "list")
        self.park_button = self._head_button("intake.park", t("intake.park"), "Ctrl+S")
        self.next_button = self._head_button("intake.next", t("intake.next"), "Ctrl+N", "plus")
        self.who = WhoPane()
        self.what = WhatPane(
            lambda parent: Searcher(self._office.search_items, self._runner, self._scheduler, parent)
        )
        self.materials = MaterialsPane()
        self.paper = PaperPane()
        self.bar = VerdictBar()
        self.bar.setObjectName("intake.verdict")
        self.law_button = self._bar_button("intake.law", t("intake.law"), "F9", "book-open")
        self.open_button = self._bar_button("intake.open_case", t("intake.plan.open"), "F12", "folder-open")
        self.other_button = self._bar_button("intake.other_way", t("intake.plan.unwilling"), "F10", "printer")
        self.receipt_button = self._bar_button("intake.receipt", t("intake.receipt_first"), "F8", "printer")
        self.primary = self._bar_button("intake.primary", "", "Ctrl+Enter", "", "primary")
        self.parked = ParkedList(self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.head)
        outer.addLayout(self._columns(), 1)
        outer.addWidget(self.bar)

    def _columns(self) -> QHBoxLayout:
        gap = look().theme.columns.gap
        row = QHBoxLayout()
        row.setContentsMargins(gap, 0, gap, gap)
        row.setSpacing(gap)
        for pane in (self.who, self.what, self.materials, self.paper):
            row.addWidget(pane, 1 if pane is self.materials else 0)
        return row

    def _head_button(self, name: str, words: str, key: str, icon: str = "") -> KeyButton:
        button = KeyButton(words, key, icon=icon, size="small")
        button.setObjectName(name)
        self.head.add_right(button)
        return button

    def _bar_button(self, name: str, words: str, key: str, icon: str, kind: str = "default") -> KeyButton:
        button = KeyButton(words, key, icon=icon, kind=kind)
        button.setObjectName(name)
        self.bar.add_button(button)
        return button

    def _connect(self) -> None:
        self.journal.kept.connect(self._on_kept)
        self.journal.failed.connect(self._tell.error)
        self.who.edited.connect(self._edit)
        self.who.reread.connect(self._reread)
        self.who.reveal_wanted.connect(self._reveal)
        self.who.done.connect(lambda: self.what.search.setFocus())
        self.what.picked.connect(self._pick)
        self.what.answered.connect(self._answer)
        self.what.done.connect(self._after_questions)
        self.what.form_typed.connect(self._type_form)
        self.what.print_wanted.connect(self.print_form)
        self.what.searcher.failed.connect(self._tell.error)
        self.materials.changed.connect(self._judge)
        self.materials.finished.connect(lambda: self.status.emit(t("intake.materials.all_seen")))
        self.materials.refused.connect(self.status)
        self.paper.turned.connect(self._turn_paper)
        self.parked.chosen.connect(self.resume)
        self.parked.discarded.connect(self._discard)
        for button, call in (
            (self.park_button, self.park),
            (self.next_button, self.next_person),
            (self.parked_button, self.show_parked),
            (self.law_button, self._show_law),
            (self.open_button, self._open_case),
            (self.other_button, lambda: self._perform(self.plan.other)),
            (self.receipt_button, self._receipt),
            (self.primary, self._primary),
        ):
            button.clicked.connect(partial(_call, call))

    # the whole page

    def start_new(self) -> None:
        """An empty page for the next person; what was typed before stays in its draft."""
        self.journal.flush()
        self.journal.begin()
        self._set_state(IntakeState())
        self.what.reset()
        self._entered()
        self.who.party.focus()

    def _set_state(self, state: IntakeState) -> None:
        self.state = state
        self._other_items.clear()
        self._picks += 1
        self._paper_at = 0
        self._law_shown = False
        self.who.whole = False
        self.saved.hide()
        if self._moment is not None:
            self._moment = Moment(self._moment.today)

    def _entered(self) -> None:
        """Ask for the day, the printer and the unfinished ones; the page is usable meanwhile."""
        self.refresh()
        self._run(partial(acts.today, self._office), self._on_today, "intake.today")
        self._run(partial(acts.paper_facts, self._office), self._on_facts, "intake.paper_facts")
        self._count_parked()

    def _on_today(self, moment: Moment) -> None:
        if self.state.guide is None or self._moment is None:
            self._moment = moment
        self.refresh()

    def _on_facts(self, facts: acts.PaperFacts) -> None:
        self._facts = facts
        self._show_paper_facts()

    def resume(self, draft: UUID) -> None:
        """Go on with an unfinished intake, exactly as it was left."""
        self.journal.flush()
        self._run(partial(acts.load, self._office, draft), partial(self._on_loaded, draft), "intake.resume")

    def _on_loaded(self, draft: UUID, loaded: tuple[IntakeState, Moment, bool]) -> None:
        state, moment, newer = loaded
        self.journal.begin(draft)
        self.what.reset()
        self._set_state(state)
        self._moment = moment
        self.what.show_guide(state.guide, moment.rights)
        self.refresh()
        self._count_parked()
        if newer:
            self._tell.message("info", t("intake.newer"), t("intake.newer_next"))
        self.go_to(self.plan.target) if self.plan.target else self.materials.take_focus()

    def park(self) -> None:
        """暂存: everything typed is on disk; the page is free for the next person."""
        if self.state.empty() or self.state.case is not None:
            self.status.emit(t("intake.nothing_to_park"))
            return
        who = self.state.applicant().name or t("intake.somebody")
        what = self.state.guide.item.full_name if self.state.guide is not None else t("intake.no_item")
        self.journal.ready(lambda _: self._parked_now(who, what))

    def _parked_now(self, who: str, what: str) -> None:
        self.start_new()
        self._tell.message("ok", t("intake.parked_title", who=mask_name(who), what=what), t("intake.parked_next"))

    def next_person(self) -> None:
        """下一位."""
        if self.state.empty() or self.state.case is not None:
            self.start_new()
        else:
            self.park()

    def show_parked(self) -> None:
        """The list of unfinished intakes."""
        self._run(partial(acts.parked, self._office, self.journal.draft), self.parked.show_list, "intake.parked")

    def _count_parked(self) -> None:
        self._run(partial(acts.parked, self._office, self.journal.draft), self._on_parked, "intake.count")

    def _on_parked(self, found: list[acts.Parked]) -> None:
        words = t("intake.parked_count", count=len(found)) if found else t("intake.parked_none")
        self.parked_button.set_words(words)
        self.parked_button.setEnabled(bool(found))

    def _discard(self, draft: UUID) -> None:
        def forget() -> None:
            self._office.stores.drafts.discard(draft)

        self._run(forget, self._after_discard, "intake.discard")

    def _after_discard(self, _: object) -> None:
        self._count_parked()
        self.show_parked()

    def apply_action(self, name: str) -> None:
        """Do what the palette or the tour names: park next parked law receipt primary print_form form reveal zoom
        search; an unknown name is KeyError.
        """
        actions: dict[str, Callable[[], object]] = {
            "park": self.park,
            "next": self.next_person,
            "parked": self.show_parked,
            "law": self._show_law,
            "receipt": self._receipt,
            "primary": self._primary,
            "print_form": self.print_form,
            "form": self.what.open_form,
            "reveal": self._reveal,
            "zoom": self.paper.enlarge,
            "search": self.what.search.setFocus,
        }
        actions[name]()

    # the card

    def card_read(self, reading: IdCardReading) -> None:
        """A card was read; call on the GUI thread. Another person's card never replaces the first one silently."""
        card = masked_reading(reading)
        if self.state.case is not None:
            self.status.emit(t("intake.who.after_receipt"))
            return
        before = self.state.card
        if before is not None and before.number != card.number:
            answers = (
                Answer("take", t("intake.who.take_card"), "Y"),
                Answer("keep", t("intake.who.keep_card"), "N", primary=True),
            )
            said = t("intake.who.other_card", new=mask_name(card.name), old=mask_name(before.name))
            self._tell.ask(said, t("intake.who.other_card_next"), answers, partial(self._on_other_card, card), "keep")
            return
        self._take_card(card)

    def _on_other_card(self, card: IdCardReading, answer: str) -> None:
        if answer == "take":
            self._take_card(card)

    def _take_card(self, card: IdCardReading) -> None:
        self.state.card = card
        self.journal.edit("card", model.card_text(card), at_once=True)
        self.refresh()
        for code in card.warnings:
            key = f"card-warning.{code}"
            if look().texts.has(key):
                self._tell.message("warn", t(key))
        self.status.emit(t("intake.who.card_taken"))
        focused = self.focusWidget()
        if focused is None or self.who.isAncestorOf(focused):
            self.who.go_on()

    def card_removed(self) -> None:
        """The card was taken away; what it said stays."""
        if self.state.card is not None:
            self.status.emit(t("intake.who.card_gone"))

    def card_hint(self, code: str) -> None:
        """Something the person can do now, as a code of the devices."""
        self.status.emit(look().texts.error(code).next if look().texts.has(f"error.{code}.next") else code)

    def _reread(self) -> None:
        self.state.card = None
        self.journal.edit("card", "", at_once=True)
        self.refresh()
        self.status.emit(t("intake.who.put_card"))

    def _reveal(self) -> None:
        if self.who.whole:
            self._mask_again()
            return
        self.journal.ready(
            lambda draft: self._run(partial(acts.reveal, self._office, draft), self._on_revealed, "intake.reveal")
        )

    def _on_revealed(self, _: object) -> None:
        self.who.whole = True
        self._masking = self._scheduler.after(REVEAL_SECONDS, self._mask_again)
        self.refresh()

    def _mask_again(self) -> None:
        if self._masking is not None:
            self._masking.cancel()
            self._masking = None
        if self.who.whole:
            self.who.whole = False
            self.refresh()

    # editing

    def _edit(self, name: str, value: str, at_once: bool) -> None:
        same = getattr(self.state, name) == value
        if self.state.case is not None or (same and not at_once):
            return
        setattr(self.state, name, value)
        self.journal.edit(name, value, at_once=at_once)
        self.refresh()

    def _pick(self, item: ItemLike) -> None:
        if self.state.case is not None:
            return
        self._picks += 1
        self._run(
            partial(acts.look_at, self._office, item.code), partial(self._on_guide, self._picks, item), "intake.guide"
        )

    def _on_guide(self, pick: int, item: ItemLike, found: acts.Look | None) -> None:
        if pick != self._picks:
            return
        if found is None:
            self._tell.message("warn", t("intake.what.no_guide", name=item.full_name), t("intake.what.no_guide_next"))
            return
        self._moment = found.moment
        self._change_item(found)
        self.what.show_guide(found.guide, found.moment.rights)
        self.refresh()
        self.what.keep_only(item.code)
        self.what.questions.go_on()

    def _change_item(self, found: acts.Look) -> None:
        state = self.state
        if state.guide is not None:
            self._other_items[state.guide.item.code] = (state.answers, state.form, state.rows)
        code = found.guide.item.code
        state.guide = found.guide
        state.answers, state.form, state.rows = self._other_items.get(code, ({}, {}, {}))
        self._paper_at = 0
        self.journal.edit("item", code)
        self.journal.edit("version", found.guide.version, at_once=True)

    def _answer(self, question: str, key: str) -> None:
        if self.state.case is not None:
            return
        self.state.answers[question] = key
        self.journal.edit(self.state.scoped("answer", question), key, at_once=True)
        self.refresh()

    def _after_questions(self) -> None:
        if self._moment is not None and self.state.form_issues(self._moment.today):
            self.what.form_button.setFocus()
        else:
            self.materials.take_focus()

    def _type_form(self, key: str, value: str, at_once: bool) -> None:
        if self.state.case is not None:
            return
        if value != self.state.form_values().get(key, ""):
            self.state.form[key] = value
            self.refresh()
        elif not at_once or key not in self.state.form:
            return
        self.journal.edit(self.state.scoped("form", key), value, at_once=at_once)

    def _judge(self, row: SubmittedMaterial, at_once: bool) -> None:
        self.state.rows[row.line_id] = row
        self.journal.edit(self.state.scoped("row", row.line_id), model.row_text(row), at_once=at_once)
        self.refresh()

    # showing

    def refresh(self) -> None:
        """Show everything as it follows from the state."""
        if self._moment is None:
            self.bar.set_verdict("neutral", t("intake.loading"))
            self.primary.set_words(t("intake.plan.fill"), "square-pen")
            self.primary.setEnabled(False)
            for button in (self.law_button, self.open_button, self.other_button, self.receipt_button):
                button.hide()
            self.paper.show_nothing()
            return
        today = self._moment.today
        self.plan = pl.plan_for(self.state, self._moment)
        self.who.show_state(self.state, today)
        self.who.setEnabled(self.state.case is None)
        self.what.show_state(self.state, today, self.who.whole)
        self.materials.show_state(self.state)
        self.head.set_note(t("intake.received") if self.state.case is not None else t("intake.new"))
        self._show_bar()
        self._draw_soon()

    def _show_bar(self) -> None:
        plan = self.plan
        extra, sub = plan.extra, plan.sub
        if len(extra) > LONG_EXTRA:
            extra, sub = "", f"{extra}　{sub}"
        if self._law_shown and plan.law:
            sub = t("intake.law_is", law=plan.law)
        self.bar.set_verdict(plan.state, plan.sentence, sub, extra)
        received = self.state.case is not None
        self.primary.set_words(t("intake.working") if self._busy else plan.words, plan.icon)
        self.primary.setEnabled(plan.enabled and not self._busy)
        self.law_button.setVisible(bool(plan.law))
        self.open_button.setVisible(received and plan.act != pl.OPEN)
        self.other_button.setVisible(bool(plan.other))
        self.receipt_button.setVisible(
            not received and self.state.guide is not None and plan.verdict is not VerdictKind.NOT_HERE
        )
        self.receipt_button.setEnabled(not self._busy and plan.act != pl.FILL)

    def _show_law(self) -> None:
        self._law_shown = not self._law_shown
        self._show_bar()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        columns = look().theme.columns
        wide = int(self.window().width() >= columns.wide_from)
        changed = self.who.width() != columns.intake_who[wide]
        self.who.setFixedWidth(columns.intake_who[wide])
        self.what.setFixedWidth(columns.intake_what[wide])
        self.paper.setFixedWidth(columns.intake_paper[wide])
        if changed and self._moment is not None:
            self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.journal.flush()
        self._mask_again()

    def _on_kept(self, moment: Timestamp) -> None:
        self.saved.set(t("intake.saved", time=f"{moment.local:%H:%M:%S}"), "ok", "check")
        self.saved.show()

    # the paper

    def _kinds(self) -> tuple[PaperKind, ...]:
        main = self.plan.paper
        kinds = [main, PaperKind.RECEIPT] if self.state.case is None else [main]
        if self.state.shown_fields():
            kinds.append(PaperKind.FORM)
        return tuple(dict.fromkeys(kinds))

    def _draw_soon(self) -> None:
        """Draw the paper after a little quiet; older drawings are dropped."""
        self._drawing += 1
        if self._quiet is not None:
            self._quiet.cancel()
        if self.state.guide is None or self.state.unanswered() or self.plan.verdict is VerdictKind.NOT_HERE:
            self.paper.show_nothing()
            return
        self._show_paper_facts()
        quiet = look().theme.motion.quiet / 1000
        self._quiet = self._scheduler.after(quiet, partial(self._draw, self._drawing))

    def _draw(self, number: int) -> None:
        if number != self._drawing or self.state.guide is None:
            return
        kinds = self._kinds()
        kind = kinds[self._paper_at % len(kinds)]
        draw = partial(
            self._office.equipment.draft_pages, kind, self.state.intake(), self.state.material_rows(), self.state.guide
        )
        self._runner.run(
            "print", draw, partial(self._on_pages, number, kind), self._tell.error, name="intake.draft_pages"
        )

    def _on_pages(self, number: int, kind: PaperKind, pages: list[Any]) -> None:
        if number == self._drawing:
            self.paper.show_pages(pages, kind)

    def _show_paper_facts(self) -> None:
        if self.state.guide is None or not self._office_ready():
            return
        kinds = self._kinds()
        rows = []
        if self._facts is not None:
            printer = self._facts.printer or t("intake.paper.no_printer")
            rows.append((t("intake.paper.printer"), printer))
            rows.append((t("intake.paper.block"), t("intake.paper.left", count=self._facts.numbers_left)))
        self.paper.show_kind(kinds[self._paper_at % len(kinds)], len(kinds) > 1, rows)

    def _office_ready(self) -> bool:
        return not self.state.unanswered() and self.plan.verdict is not VerdictKind.NOT_HERE

    def _turn_paper(self) -> None:
        self._paper_at += 1
        self._draw_soon()

    # doing

    def _primary(self) -> None:
        act = self.plan.act
        if act in (pl.FILL, pl.LOOK):
            self.go_to(self.plan.target)
        elif act == pl.OPEN:
            self._open_case()
        elif self.plan.enabled:
            self._perform(act)

    def go_to(self, target: str) -> None:
        """Give the focus to a field by its name."""
        kind, _, rest = target.partition(".")
        if kind == "row":
            self.materials.go_to(int(rest))
        elif kind == "question":
            self.what.questions.segments[rest].focus()
        elif target == "search":
            self.what.search.setFocus()
        else:
            self.who.go_to(target)

    def _open_case(self) -> None:
        if self.state.case is not None:
            case_id = self.state.case.id
            self.start_new()
            self.case_opened.emit(case_id)

    def _receipt(self) -> None:
        """先打收件凭证. What nobody looked at cannot be judged here afterwards, so it is asked first."""
        if self.state.guide is None or self.state.case is not None or self._busy or self.plan.act == pl.FILL:
            return
        left = sum(1 for row in self.state.material_rows() if row.status is MaterialStatus.OPEN)
        if not left:
            self._perform(pl.RECEIPT)
            return
        answers = (
            Answer("go", t("intake.receipt_anyway"), "Y"),
            Answer("stay", t("intake.look_first"), "N", primary=True),
        )
        self._tell.ask(
            t("intake.receipt_ask", count=left), t("intake.receipt_ask_note"), answers, self._on_receipt, "stay"
        )

    def _on_receipt(self, answer: str) -> None:
        if answer == "go":
            self._perform(pl.RECEIPT)

    def _perform(self, act: str) -> None:
        if not act or self._busy or self.state.guide is None:
            return
        self._busy = True
        self._show_bar()
        self.journal.flush()
        self.journal.ready(partial(self._send, act))

    def _send(self, act: str, draft: UUID) -> None:
        order = acts.Order(act, draft, self.state.intake(), self.state.material_rows(), self.state.case)
        self._runner.run(
            "db",
            partial(acts.perform, self._office, order),
            partial(self._on_performed, act),
            self._on_refused,
            name=f"intake.{act}",
        )

    def _on_refused(self, error: BaseException) -> None:
        self._busy = False
        self._show_bar()
        self._tell.error(error)

    def _on_performed(self, act: str, outcome: acts.Outcome) -> None:
        self._busy = False
        self.journal.close()
        self.state.case = outcome.case
        papers = "；".join(
            t("intake.paper_made", name=PAPER_RULES[p.kind].name, number=p.number, count=p.copies)
            for p in outcome.papers
        )
        self._tell.message("ok", t("intake.done_title", papers=papers or t("intake.done")), t("intake.done_next"))
        if outcome.error is not None:
            self._tell.error(outcome.error)
        if act == pl.RECEIPT or outcome.error is not None:
            self.refresh()
            return
        case_id = outcome.case.id
        self.start_new()
        self.case_opened.emit(case_id)

    def print_form(self) -> None:
        """打印申请表 for signature; printed before, a numbered reprint with its reason."""
        if self.state.guide is None or self._moment is None or self._busy:
            return
        who = [gap for gap in self.state.gaps(self._moment.today) if "." not in gap.field and gap.field != "search"]
        if who:
            self.status.emit(who[0].words)
            self.who.go_to(who[0].field)
            return
        if self.state.printed is not None or self.state.case is not None:
            self._ask_again()
            return
        issues = self.state.form_issues(self._moment.today)
        if not issues:
            self._print_form()
            return
        answers = (
            Answer("print", t("intake.form.print_open"), "Y"),
            Answer("fill", t("intake.form.fill_first"), "N", primary=True),
        )
        said = t("intake.form.open_fields", count=len(issues))
        self._tell.ask(said, "；".join(list(issues.values())[:6]), answers, self._on_open_fields, "fill")

    def _on_open_fields(self, answer: str) -> None:
        if answer == "print":
            self._print_form()
            return
        self.what.open_form()
        if self._moment is not None:
            self.what.form.complain(self.state.form_issues(self._moment.today))

    def _print_form(self) -> None:
        self._busy = True
        self._show_bar()
        self.journal.flush()
        self.journal.ready(self._send_form)

    def _send_form(self, draft: UUID) -> None:
        work = partial(acts.print_form, self._office, draft, self.state.intake(), self.state.fingerprint())
        self._runner.run("db", work, self._on_form, self._on_refused, name="intake.print_form")

    def _on_form(self, printed: model.Printed) -> None:
        self._busy = False
        self.state.printed = printed
        self.journal.edit("printed", model.printed_text(printed), at_once=True)
        self.refresh()
        self._tell.message("ok", t("intake.form.made", number=printed.number), t("intake.form.made_next"))
        if self.what.stack.currentWidget() is self.what.form:
            self.what.close_form()
        self.materials.take_focus()

    def _ask_again(self) -> None:
        answers = (
            Answer(t("intake.form.why_none"), t("intake.form.why_none"), "Y"),
            Answer(t("intake.form.why_spoiled"), t("intake.form.why_spoiled"), "Z"),
            Answer("", t("kit.cancel"), "N", primary=True),
        )
        self._tell.ask(t("intake.form.again_ask"), t("intake.form.again_note"), answers, self._on_again, "")

    def _on_again(self, reason: str) -> None:
        printed, draft = self.state.printed, self.journal.draft
        if reason and printed is not None and draft is not None:
            again = partial(self._office.reprint, draft, printed.document_id, reason)
            self._run(again, lambda _: self.status.emit(t("intake.form.again_made")), "intake.reprint")

    def _run(self, work: Callable[[], Any], done: Callable[[Any], object], name: str) -> None:
        self._runner.run("db", work, done, self._tell.error, name=name)


def _call(call: Callable[[], object], *_: object) -> None:
    call()


