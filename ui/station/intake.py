"""收件 at a station: the intake of the window, one step at a time in one column; the same state, the same verdict."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.case import Case
from app.domain.delivery import ONLINE, PICKUP, POST
from app.domain.happened import AT_STATION, THUMB
from app.domain.item_status import IN_FORCE
from app.domain.materials import MaterialStatus, as_taken
from app.domain.paper import PAPER_RULES, PaperKind
from app.domain.rights import Right, fetched_here
from app.usecases.pad import PadAdvice
from ui.shared.button import KeyButton
from ui.shared.glance import Glance
from ui.shared.labels import Text
from ui.shared.pane import Pane, scrolled
from ui.shared.stack import Stack
from ui.station.county import county_words
from ui.station.steps import NAMES, StepBar
from ui.station.work import ADDRESS, MATERIALS, RESULT, SIGN, WHAT, WHO, WITNESS, open_rows, step_of
from ui.theme import look, t
from ui.window.case.words import short_number
from ui.window.intake import acts
from ui.window.intake import plan as pl
from ui.window.intake.context import ORDINARY, Origin
from ui.window.intake.delivery import DeliveryBox
from ui.window.intake.handling import when_free
from ui.window.intake.model import WHO_FIELDS, IntakeState
from ui.window.intake.signing import SigningBox
from ui.window.intake.who import WhoPane
from ui.window.intake_page import IntakePage

STATION, HOME = AT_STATION, "上门"
"""How a case comes in here: at the station, or at the home of who cannot come."""
_WAYS = {PICKUP: "pickup", POST: "post", ONLINE: "electronic"}
_STEP_OF = {"search": WHAT, "question": WHAT, "row": MATERIALS}
_GOES_ELSEWHERE = (pl.FILL, pl.LOOK, pl.TURN_AWAY, pl.OPEN)
"""What the button at the lower right does without taking anything in."""


class StationIntake(IntakePage):
    """Five steps: who, what, materials, how the result is given, signature. ``left()`` back to the first page;
    ``taken_in(Case)`` when a case was taken in.
    """

    left = Signal()
    taken_in = Signal(object)

    def _who(self) -> WhoPane:
        return WhoPane(result=False)

    def _signing(self) -> SigningBox:
        return SigningBox("touch")

    def _columns(self) -> QHBoxLayout:
        th = look().theme
        self.what.no_guide = "station.away.no_guide"
        self.materials.form_later = True  # it is printed, read and signed at the last step
        self.step = WHO
        self.glance = Glance()
        self.steps = StepBar()
        self.hint = Text("", "body", "text2")
        self.stack = Stack()
        for part in (self.who, self.what, self.materials, self._result_step(), self._sign_step()):
            self.stack.addWidget(part)
        self.back_button = self._step_button("back", "PgUp", "arrow-left")
        self.on_button = self._step_button("on", "PgDown", "arrow-right")
        top = QHBoxLayout()
        top.setSpacing(th.space.m)
        top.addWidget(self.steps, 1)
        top.addWidget(self.back_button)
        top.addWidget(self.on_button)
        column = QWidget()
        column.setMaximumWidth(th.size.station_column)
        inside = QVBoxLayout(column)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(th.space.s)
        inside.addLayout(top)
        inside.addWidget(self.hint)
        inside.addWidget(self.stack, 1)
        self._body = QHBoxLayout()
        self._body.setContentsMargins(th.space.m, 0, th.space.m, th.space.s)
        self._body.addStretch(1)
        self._body.addWidget(column, 100)
        self._body.addStretch(1)
        return self._body

    def _step_button(self, name: str, key: str, icon: str) -> KeyButton:
        button = KeyButton(t(f"station.step.{name}"), key, icon=icon)
        button.setObjectName(f"station.step.{name}")
        return button

    def _result_step(self) -> QWidget:
        """结果怎么给, asked by itself: below the telephone nobody would scroll to it."""
        pane = self.result_pane = Pane(t("station.result.title"), "4", key="Alt+4", scroll=True)
        self.result = DeliveryBox(pane)
        self.result.label.hide()
        self.result_words = Text("", "body")
        pane.body.addWidget(self.result_words)
        pane.body.addWidget(self.result)
        pane.body.addStretch(1)
        return pane

    def _sign_step(self) -> QWidget:
        th = look().theme
        told = QWidget()
        self.form_button = KeyButton(t("station.sign.print"), "P", icon="printer", size="touch", scope=told)
        self.form_button.setObjectName("station.sign.print")
        self.signed_button = _Signed(t("station.sign.signed"), "S", icon="signature", size="touch", scope=told)
        self.signed_button.setObjectName("station.sign.signed")
        self.collect_button = KeyButton(t("station.away.open"), "Ctrl+B", "undo-2")
        self.collect_button.setObjectName("station.sign.away")
        self.sign_words = Text("", "body")
        self._sign_buttons = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._sign_buttons.setSpacing(th.space.m)
        for button in (self.form_button, self.signed_button, self.signing.choose):
            self._sign_buttons.addWidget(button)
        told.setProperty("part", "scrolled")
        left = QVBoxLayout(told)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(th.space.m)
        left.addWidget(self.sign_words)
        left.addLayout(self._sign_buttons)
        left.addWidget(self.signing)
        left.addWidget(self.collect_button, 0, Qt.AlignmentFlag.AlignLeft)
        left.addStretch(1)
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(th.space.m)
        self._sign_area = scrolled(told)
        row.addWidget(self._sign_area, 1)
        row.addWidget(self.paper)
        # The whole paper is what counts here; number and printer are told when it is issued.
        self.paper.facts.hide()
        self.paper.setFixedWidth(th.size.station_paper)
        return page

    def _make_head(self) -> None:
        super()._make_head()
        self.away_button.set_words(t("station.away.open"))
        self.what.head_add(self.away_button)
        self.visit_button = self._head_button("station.visit", t("station.visit.off"), "Alt+V", "truck")
        self.assist_button = self._head_button("station.assist", t("station.assist.off"), "Alt+B", "users")

    def fit_columns(self) -> bool:
        """One column fits every width; on a small screen the rarest buttons and the preview give way."""
        window = self.window()
        small = window.width() < look().theme.size.station_wide
        self.head.note.setVisible(not small)
        self.next_button.setVisible(not small)
        low, space = self._low(), look().theme.space
        # Two rows of buttons that touch read as one; a low screen has no pixel for it.
        self._body.setContentsMargins(space.m, 0 if low else space.s, space.m, space.s)
        self.paper.setVisible(not low)
        self.result_pane.head.setVisible(not low)  # the line of the steps says where she is
        self._fit_form(self.what.stack.currentWidget() is self.what.form)
        # Beside each other they leave room for whatever is told above them, and the paper is not there to read.
        way = QBoxLayout.Direction.LeftToRight if low else QBoxLayout.Direction.TopToBottom
        self._sign_buttons.setDirection(way)
        return False

    def _fit_form(self, filled: bool) -> None:
        """While the form is filled on a low screen the name of a field has the room above it."""
        low = self._low()
        self.what.form.fit(low)
        self.what.head.setVisible(not (filled and low))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._moment is not None:
            self._show_steps()
        if self.step == MATERIALS:
            self._scheduler.after(0, self.materials.show_current)

    def _low(self) -> bool:
        """Whether the page has little height: a small screen, or much told above it."""
        size = look().theme.size
        return self.window().height() < size.station_tall or self.height() < size.station_page

    def _connect_buttons(self) -> None:
        super()._connect_buttons()
        self.handling.words = taken_words
        self.handling.not_yet = lambda: t("station.sign.collect") if self._unsigned() else ""
        self.handling.away_title, self.handling.no_right = "station.away.title", "station.away.no_right"
        self.handling.form_next = "station.sign.made_next"
        self.back_button.clicked.connect(lambda: self.show_step(self.step - 1))
        self.on_button.clicked.connect(self._go_on)
        self.form_button.clicked.connect(self.print_form)
        self.signed_button.clicked.connect(self._signed)
        self.collect_button.clicked.connect(self._away)
        self.signing.edited.connect(self._edit)
        self.signing.onward.connect(self._step_focus)
        self._sign_area.verticalScrollBar().rangeChanged.connect(self._show_witness)
        self.what.form_shown.connect(self._fit_form)
        self.visit_button.clicked.connect(self._turn_visit)
        self.assist_button.clicked.connect(self._turn_assist)
        self.who.done.connect(lambda: self.show_step(WHAT))
        self.materials.finished.connect(lambda: self.show_step(RESULT))
        self.result.edited.connect(self._edit)
        self.result.way.changed.connect(lambda _: self.result.way.focus())
        self.result.onward.connect(self._to_sign)

    # the steps

    def show_step(self, step: int, focus: bool = True) -> None:
        """Go to a step and give the keys to what it begins with."""
        if self.step == WHO and step < WHO:
            self.left.emit()
            return
        self.step = min(max(step, WHO), SIGN)
        self.stack.setCurrentIndex(self.step)
        self._show_steps()
        if self._moment is not None:
            self._show_bar()
        if focus:
            self.if_here(self._step_focus)

    def _go_on(self) -> None:
        """下一步. Nobody is held up at 认人, and what is left open there is said and not found out at the end."""
        gaps = self.state.gaps(self._moment.today) if self._moment is not None and self.step == WHO else ()
        left = [gap.words for gap in gaps if gap.field in WHO_FIELDS and gap.field not in (ADDRESS, WITNESS)]
        self.show_step(self.step + 1)
        if left:
            told = t("station.step.left_open", what="；".join(left))
            self._tell.message("info", told, t("station.step.left_open_next"))

    def _to_sign(self) -> None:
        """To the last step; the key that led there, struck twice, takes nothing in that nobody has looked at."""
        self.show_step(SIGN)
        self.glance.begin()

    def _step_focus(self) -> None:
        if self.step == WHO:
            self.who.party.focus()
        elif self.step == WHAT and self.state.guide is None:
            self.what.search.setFocus()
        elif self.step == WHAT:
            self.what.enter()
        elif self.step == MATERIALS:
            self.materials.take_focus()
        elif self.step == RESULT:
            self.result.way.focus()
        else:
            self._next_to_sign().setFocus()

    def _next_to_sign(self) -> KeyButton:
        """The form while it is wanted on paper, then its signature, then the receipt."""
        if not self.signed_button.isEnabled():
            return self.primary
        printed = self.state.printed
        lies_there = printed is not None and printed.fingerprint == self.state.fingerprint()
        return self.signed_button if lies_there else self.form_button

    def _hint_name(self) -> str:
        """What is said above the step: of 认人, who is still to be named beside the one who came."""
        if self.step != WHO or self.state.present() is None:
            return NAMES[self.step]
        return "who_known" if self.state.applicant().name else f"who_{self.state.party}"

    def _show_steps(self) -> None:
        reached = step_of(self.state, self._moment.today) if self._moment is not None else WHO
        self.steps.show_step(self.step, max(reached, 0))
        self.on_button.setEnabled(self.step < SIGN)
        self.hint.setText(t(f"station.hint.{self._hint_name()}"))
        # On a low screen the choices themselves say it, and need the room to be seen whole.
        form = next((row for row in self.state.material_rows() if row.is_form), None)
        wants = form is not None and form.status is not MaterialStatus.ORIGINAL and self.state.case is None
        signed = self.step == SIGN and not wants  # nothing is to be printed and signed any more
        self.hint.setVisible(self.step >= reached and not self._low() and not signed)
        self.form_button.setEnabled(self.state.guide is not None and self.state.case is None)
        self.signed_button.setEnabled(wants)
        self.sign_words.setText(t("station.sign.ask") if wants else self._signed_words(form is not None))

    def _signed_words(self, form: bool) -> str:
        """Which way of signing will stand on record, while it can still be put right."""
        paper = t("station.sign.has_form" if form else "station.sign.no_form")
        if self.state.case is not None:
            return paper
        way = "thumb" if self.state.signed_by == THUMB else "by_hand" if form else "may_thumb"
        return paper + t(f"station.sign.{way}")

    def go_to(self, target: str) -> None:
        """Show the step of the field first."""
        kind = target.partition(".")[0]
        if target == ADDRESS:
            self.show_step(RESULT, focus=False)
            self.result.post_to.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if target == WITNESS:
            self.show_step(SIGN, focus=False)
            self.signing.name.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if kind == "row" and self._form_alone():
            self.show_step(SIGN)
            return
        self.show_step(WHO if target in WHO_FIELDS else _STEP_OF.get(kind, WHO), focus=False)
        super().go_to(target)

    def _form_alone(self) -> bool:
        """Whether nothing is wanting but the form, which comes to her hand at the last step only."""
        form = next((row for row in self.state.material_rows() if row.is_form), None)
        return form is not None and form.status is MaterialStatus.OPEN and not open_rows(self.state)

    def _after_questions(self) -> None:
        if self._moment is not None and self.state.form_issues(self._moment.today):
            super()._after_questions()
        elif self.plan.act == pl.TURN_AWAY:
            self.primary.setFocus()  # no materials can be asked for: an empty list would send her back to her choice
        else:
            self.show_step(MATERIALS)

    def _signed(self) -> None:
        form = next((row for row in self.state.material_rows() if row.is_form), None)
        if form is not None:
            self._judge(as_taken(form, 1, 0), True)
            self.primary.setFocus()

    def _show_witness(self, _low: int, high: int) -> None:
        """On a low screen the fields for the witness lie below the buttons: they come into view when they are asked."""
        if self.isVisible() and self.state.signed_by == THUMB:
            self._sign_area.verticalScrollBar().setValue(high)

    def show_pad(self, advice: PadAdvice | None, wrong_day: str = "") -> None:
        """Besides, the hint gives way on a low screen. Where the clock cannot be right it is said before anything is
        taken in that its day, ``wrong_day``, would stand on the receipt and begin the periods.
        """
        super().show_pad(advice)
        if advice is None and wrong_day:
            words = "" if self._low() else t("station.pad.clock_then")
            self.pad_band.tell("danger", t("station.pad.clock", day=wrong_day), words, "clock")
        self._show_steps()

    def pad_words(self, advice: PadAdvice, of_room: bool) -> str:
        """In one line; on a low screen the title alone, which says what to do already."""
        if self.window().height() < look().theme.size.station_tall:
            return ""
        return t("station.pad.ready" if advice.sheets else "station.pad.none")

    # where and with whose help

    def _turn_visit(self) -> None:
        """上门: the helper is at the citizen's home; receipt and record say so, and that it was she who came (55号
        三(三)): asked for only at the end, nobody would know what still was wanting.
        """
        if self.state.case is not None:
            return
        self._edit("channel", STATION if self.state.channel == HOME else HOME, True)
        if self.state.channel == HOME and not self.state.helper:
            self._turn_assist()

    def _turn_assist(self) -> None:
        """帮代办: voluntary and free, registered with the case (S4 30); who called at a home stays written down."""
        if self.state.case is not None or (self.state.channel == HOME and self.state.helper):
            return
        session = self.office.desk.session
        self._helped_by("" if self.state.helper else f"{session.operator.name}（{session.operator.number}）")

    def _helped_by(self, helper: str) -> None:
        self._edit("helper_of", self._place.hall if helper else "", True)
        self._edit("helper", helper, True)

    def _show_manner(self) -> None:
        at_home = self.state.channel == HOME
        self.visit_button.set_words(t("station.visit.on" if at_home else "station.visit.off"))
        self.assist_button.set_words(t("station.assist.on" if self.state.helper else "station.assist.off"))
        self.visit_button.setEnabled(self.state.case is None)
        # Who called is part of a visit (55号 三(三)) and cannot be taken out of it.
        self.assist_button.setEnabled(self.state.case is None and not (at_home and bool(self.state.helper)))

    # what differs from the window

    @when_free
    def start_new(self, origin: Origin = ORDINARY, before: IntakeState | None = None) -> None:
        super().start_new(origin, before)
        self.show_step(WHO)

    @when_free
    def start_sheet(self, origin: Origin, caller: str) -> None:
        """What was written on a sheet; filled at a home it says who called there, who is seldom she who enters it."""
        self.start_new(origin)
        if caller:
            who = self.office.desk.session.operator
            self._edit("channel", HOME, True)
            self._helped_by(f"{who.name}（{who.number}）" if caller == who.name else caller)

    def _set_state(self, state: IntakeState) -> None:
        if state.channel not in (STATION, HOME):
            state.channel = STATION
        super()._set_state(state)

    @when_free
    def _on_loaded(self, draft: object, loaded: object) -> None:
        super()._on_loaded(draft, loaded)  # type: ignore[arg-type]
        if self._moment is not None:
            self.show_step(step_of(self.state, self._moment.today))

    def refresh(self) -> None:
        super().refresh()
        self.result.show_state(self.state)
        self.result.setEnabled(self.state.case is None)
        self.result_words.setText(t(f"station.result.{self._way_words()}"))
        self._show_manner()
        self._show_steps()

    def _way_words(self) -> str:
        """Where it is fetched follows from who gives it out: the station only what was delegated to it."""
        way = _WAYS[self.state.delivery]
        if way != "pickup":
            return way
        if self.state.guide is None or self._moment is None:
            return "pickup_open"
        return "pickup_here" if fetched_here(self._moment.rights) else way

    def _show_bar(self) -> None:
        """Few buttons: a helper takes in, or goes on with what is missing; the law stays one key away."""
        super()._show_bar()
        self.receipt_button.hide()
        self._show_away()
        if self.plan.act == pl.LOOK and self._form_alone():
            self.primary.set_words(t("station.sign.go"), "signature")
            self.bar.set_verdict(self.plan.state, t("station.sign.alone"), t("station.sign.alone_next"))
        if self.plan.act == pl.TRANSFER:
            self.bar.set_verdict(self.plan.state, county_words(self.plan.sentence), t("station.verdict.rule"))
            self.primary.set_words(t("station.verdict.go"), "send")
        if self.plan.act == pl.TURN_AWAY and self._lacks_right():
            self.bar.set_verdict(self.plan.state, t("station.verdict.no_right"), t("station.verdict.no_right_next"))
        if self._unsigned() and self.plan.act not in _GOES_ELSEWHERE:
            self.primary.set_words(t("station.sign.check"), "signature")

    def _lacks_right(self) -> bool:
        """Whether it may not even be collected here: what the window's sentence offers would be locked behind it."""
        item = self.state.guide.item if self.state.guide is not None and self.state.guide.guided else None
        ours = item is not None and item.status == IN_FORCE
        return ours and self._moment is not None and Right.RECEIVE not in self._moment.rights

    def _unsigned(self) -> bool:
        """Whether nobody looks at how she signs: it is asked, and said, at the last step alone."""
        return self.state.case is None and self.step != SIGN

    def _perform(self, act: str) -> None:
        """Taken in is only where it is seen how she signed, also when the form was taken among the materials."""
        if act and self._unsigned():
            self._to_sign()
        elif not self.glance.lasts():
            super()._perform(act)

    def _show_away(self) -> None:
        """Where the item is chosen, and at the end, when what 代收 wants is there."""
        wanted = self.state.guide is not None and self.state.case is None and self.plan.act != pl.TURN_AWAY
        for button in (self.away_button, self.collect_button):
            button.setVisible(wanted)
            button.setEnabled(not self.handling.busy)

    def _on_performed(self, act: str, outcome: acts.Outcome) -> None:
        case: Case = outcome.case
        super()._on_performed(act, outcome)
        self.taken_in.emit(case)


class _Signed(KeyButton):
    """Says that somebody signed: a second Enter from the step before must not."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)


def taken_words(outcome: acts.Outcome) -> tuple[str, str]:
    """A station's own words: what was made and what goes to whom, and nothing of pages that only a window has."""
    if not outcome.papers:
        return t("station.taken_none"), t("station.taken_next")
    turned_away = any(paper.kind is PaperKind.TURN_AWAY for paper in outcome.papers)
    papers = t("inner.and").join(
        t("station.taken_paper", name=PAPER_RULES[paper.kind].name, count=paper.copies) for paper in outcome.papers
    )
    number = short_number(outcome.papers[0].number)
    if turned_away:
        return t("station.turned_away", number=number, papers=papers), t("station.turned_away_next")
    intake = outcome.case.intake
    collected = intake.collected_for if intake is not None else ""
    done = t("station.taken_collected" if collected else "station.taken", number=number, papers=papers, place=collected)
    received = outcome.case.received
    at_home = intake is not None and intake.channel == HOME and received is not None and not received.pad_number
    after = t("station.taken_next" if intake is None or intake.agent is None else "station.taken_authority")
    if collected:
        after += t("station.taken_for", place=collected)
    if at_home:
        after += t("station.taken_home")
    rings = intake is None or bool(intake.phone)
    return done, after if rings else after + t("station.taken_no_phone")
