"""What a card said of the person at the counter."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.people import IdCardReading, mask_number
from ui.shared.frame import Frame
from ui.shared.labels import Facts, Icon, Text
from ui.theme import look, t
from ui.window.intake import model as md


class PersonCard(QWidget):
    """What the card said: picture, name, sex and nation, birth; number and address masked until revealed.

    ``wide``: the facts stand beside the name, so that the telephone below needs no scrolling the name away.
    """

    def __init__(self, parent: QWidget | None = None, *, wide: bool = False) -> None:
        super().__init__(parent)
        space = look().theme.space
        self.name = Text("", "verdict", bold=True)
        self.kind = Text("", "secondary", "text2")
        self.birth = Text("", "secondary", "text2")
        self.facts = Facts()
        self._shown: tuple[IdCardReading, bool, bool, str] | None = None
        words = QVBoxLayout()
        words.setSpacing(0)
        for part in (self.name, self.kind, self.birth):
            words.addWidget(part)
        words.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(space.s)
        self.picture = _picture()
        top.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.s)
        column.addLayout(top)
        if wide:
            top.addWidget(self.facts, 2)
        else:
            column.addWidget(self.facts)

    def show_card(self, card: IdCardReading, short: bool, whole: bool, reader: str) -> None:
        """Show a reading; ``short`` leaves out what an agent is not asked for, ``whole`` unmasks."""
        if (card, short, whole, reader) == self._shown:
            return
        self._shown = (card, short, whole, reader)
        person = md.person_of(card)
        self.picture.setVisible(not short)
        self.birth.setVisible(not short)
        self.name.setText(person.name)
        nation = t("intake.who.nation", name=person.nation) if person.nation else ""
        self.kind.setText("　".join(part for part in (person.sex, nation) if part))
        year, _, rest = person.birth.partition("-")
        month, _, day = rest.partition("-")
        self.birth.setText(t("intake.who.born", year=year, month=month.lstrip("0"), day=day.lstrip("0")))
        number = person.id_number if whole else mask_number(person.id_number)
        rows: list[tuple[str, str | QWidget]] = [(t("intake.who.id_number"), number)]
        if not short:
            rows.append(
                (t("intake.who.address"), person.address if whole else md.mask_address(person.address))
            )
            rows.append((t("intake.who.valid"), valid_words(card)))
        rows.append((t("intake.who.source"), reader))
        self.facts.set_rows(rows)


def _picture() -> Frame:
    """The place of the photo. The picture on the card needs a licensed decoder; a blank face says so honestly."""
    frame = Frame("card")
    frame.setFixedSize(look().theme.space.page, look().theme.space.page + look().theme.space.lg)
    face = Icon("user", "text3", look().theme.size.icon_large)
    face.setAccessibleName(t("intake.who.no_photo"))
    box = QVBoxLayout(frame)
    box.addWidget(face, 0, Qt.AlignmentFlag.AlignCenter)
    return frame


def valid_words(card: IdCardReading) -> str:
    """Until when the card is valid: 长期 or a date."""
    end = card.valid_to
    if len(end) != 8 or not end.isdigit():
        return end
    return t("intake.who.valid_until", year=end[:4], month=int(end[4:6]), day=int(end[6:8]))
