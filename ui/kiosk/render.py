"""From a ``Screen`` to widgets: told on the one side, touched on the other; portrait or wide, in 大字 and in 低位."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QWidget

from ui.kiosk import photo
from ui.kiosk.front import Front
from ui.kiosk.lists import Frame, Touched
from ui.kiosk.parts import (
    BandPart,
    CardDrawing,
    Pane,
    Paragraph,
    Part,
    PicturePart,
    QrPart,
    Ring,
    StepsPart,
)
from ui.kiosk.screen import Band, Choice, Screen
from ui.kiosk.tokens import SIZES
from ui.kiosk.touch import Touch
from ui.kiosk.typing_board import TypingBoard
from ui.shared.pad import SignaturePad
from ui.theme import t


class Page(Front):
    """One screen, drawn. It keeps the value it was made from and nothing else; it dies with the screen."""

    def __init__(
        self, parent: QWidget, screen: Screen, frame: Frame, touched: Touched, now: Callable[[], float]
    ) -> None:
        super().__init__(parent, screen, frame, touched)
        self.board: TypingBoard | None = None
        self.pad: SignaturePad | None = None
        self.ring: Ring | None = None
        self.photo: PicturePart | None = None
        self._spared, self._told_to, self._drawn = "", 0, SIZES.drawing
        self._now = now
        self.setAccessibleName(screen.title)
        self._lay_out()
        self._answered_last()
        self.touches.sort(key=self._place)

    def let_go(self) -> None:
        """Forget what is written here: before Qt 6.6 PySide may keep a part in memory after it was deleted."""
        self.made = Screen("", "")

    def _place(self, touch: Touch) -> tuple[int, int]:
        """Who walks with arrows walks as one reads, not as the page was built."""
        at = touch.mapTo(self, QPoint())
        return at.y(), at.x()

    # making

    def told(self) -> list[Part]:
        """What is read, from top to bottom."""
        screen, parts = self.made, list[Part]()
        centre = bool(screen.drawing or screen.qr) or screen.countdown >= 0
        parts.append(Paragraph(self, screen.title, "verdict", "text", True, centre))
        if screen.lead:
            parts.append(Paragraph(self, screen.lead, "body", "text2", centre=centre))
        if screen.drawing and not self.frame.wide:
            parts.append(CardDrawing(self, self._drawn))
        if screen.qr and not self.frame.wide:
            parts.append(QrPart(self, screen.qr, self.frame.low))
        if screen.countdown >= 0:
            self.ring = Ring(self, screen.countdown, 20, t("kiosk.seconds"))
            parts.append(self.ring)
        if screen.band is not None:
            parts.append(BandPart(self, screen.band))
        if screen.state_line is not None:
            parts.append(BandPart(self, screen.state_line))
        return parts

    def _after(self) -> list[Part]:
        """What is read below the controls: what gave way under the title, small words, the line."""
        return [
            Paragraph(self, words, "secondary", "text2")
            for words in (self._spared, *self.made.small, self.made.card_line)
            if words
        ]

    # laying out

    def _lay_out(self) -> None:
        frame, margin = self.frame, SIZES.margin
        self.setGeometry(0, 0, frame.width, frame.height)
        if self.made.tiles:
            self._lay_out_front()
            return
        bottom = self._foot(frame.height - margin) - SIZES.gap
        width = self._left_width(bottom) if frame.wide else frame.width - 2 * margin
        y = margin * 3 // 4
        if self._broad(width, bottom) or self._broad_cards(width, bottom):
            return
        if self.made.marks:
            y = self._stack([StepsPart(self, self.made.marks)], margin, width, y) + SIZES.gap // 2
        if self.made.drawing and not frame.wide:
            self._drawn = self._drawing_high(width, y, bottom)
        y = self._told(margin, width, y, bottom)
        if frame.wide:
            area = QRect(margin * 2 + width, max(margin * 3 // 4, self._below()), 0, 0)
            area.setRight(frame.width - margin)
            area.setBottom(bottom)
            told = QRect(margin, y, width, bottom - y)
            area = self._photo(told, area)
            y = self._controls(area, self._left_over(told, area.width()))
            self._beside(self._clear(told), self._clear(QRect(area.left(), y, area.width(), bottom - y)))
            return
        after, self._told_to = self._after(), y
        area = QRect(margin, max(y, self._below()), width, 0)
        area.setBottom(bottom)
        area = self._photo(QRect(margin, y, width, bottom - y), area, after)
        y = self._controls(area)
        if self.photo is not None and self.columns == 1:
            width, y = area.width(), self.photo.geometry().bottom()
        self._stack(after, margin, width, y + SIZES.gap)
        if self.made.card_line:
            self._remind(after[-1], bottom)

    def _left_width(self, bottom: int) -> int:
        """Width of what is told beside the controls: more of a screen that is less wide, where words in 大字 would run
        over the foot, as long as what is touched keeps its room.
        """
        margin, top = SIZES.margin, SIZES.margin * 3 // 4
        widths = [round(self.frame.width * share) - 2 * margin for share in (SIZES.left_share, *SIZES.left_shares)]
        for width in widths:
            beside = QRect(0, 0, self.frame.width - width - 3 * margin, bottom - max(top, self._below()))
            if self._told_fits(width, bottom - top) and (width == widths[0] or self._stands(beside)):
                return width
        return widths[0]

    def _told_fits(self, width: int, room: int) -> bool:
        """Whether the way and what is told stand in so much width and height, the line under the title given way."""
        made = self.made
        pad = SIZES.gap + SIZES.gap // 2 if made.drawing or made.qr or made.countdown >= 0 else 0
        high, parts = 2 * pad, self.told()
        if made.marks:
            way = StepsPart(self, made.marks)
            high += SIZES.gap + SIZES.gap // 2 + way.wanted(width)
            _away([way])
        gives = made.lead if made.band is not None else ""
        stays = [each for each in parts if not gives or each.accessibleName() != gives]
        high += sum(part.wanted(width - 2 * pad) + SIZES.gap for part in stays) - SIZES.gap
        _away(parts)
        return high <= room

    def _remind(self, small: Part, bottom: int) -> None:
        """Her card lies there: said above the foot, where she looks as she leaves, in place of ``small`` words in the
        middle of the page, if there is room.
        """
        band = BandPart(self, Band("info", self.made.card_icon, "", (self.made.card_line,)))
        width, footed = self.frame.width - 2 * SIZES.margin, {touch for touch, _ in self._footed}
        above = [each for each in (*self.parts, *self.touches, self.pad) if each is not small and each not in footed]
        lowest = max(each.geometry().bottom() for each in above if each is not None)
        wide, other = (band, small) if lowest + SIZES.gap <= bottom - band.wanted(width) else (small, band)
        other.hide()
        other.deleteLater()
        if wide is small:
            self._squeeze(small, lowest + 1, footed)
        else:
            self.parts[self.parts.index(small)] = band
            band.setGeometry(SIZES.margin, bottom - band.wanted(width), width, band.wanted(width))

    def _squeeze(self, small: Part, top: int, footed: Collection[Touch]) -> None:
        """``small`` words between ``top`` and the foot, however near; where they have no room the voice has them."""
        free = min((touch.geometry().top() for touch in footed), default=self.height()) - top
        spare = free - small.wanted(small.width())
        if spare >= 0:
            small.move(small.x(), min(small.y(), top + spare // 2))
        else:
            self.parts.remove(small)
            small.hide()
            small.deleteLater()

    def _broad(self, width: int, bottom: int) -> bool:
        """In 低位 on a wide screen: choices over the whole width, what is told and the way above them; whether it was
        done, for it is only where they go over fewer pages so.
        """
        margin, top, below = SIZES.margin, SIZES.margin * 3 // 4, self._below()
        right = margin * 2 + width
        beside = QRect(right, below, self.frame.width - margin - right, bottom - below)
        whole = QRect(margin, below, self.frame.width - 2 * margin, bottom - below)
        grid = self.broad(beside, whole)
        wide = [width] if self.made.marks else [width, whole.width()]  # where the way stands beside it
        fits = [each for each in wide if self._high(each) <= below - top] if grid is not None else []
        if grid is None or not fits:
            return False
        told = self._told(margin, fits[0], top, below)
        free = QRect(right, top if fits[0] == width else told, beside.width(), 0)
        free.setBottom(below)
        if self.made.marks:
            free.setTop(self._stack([StepsPart(self, self.made.marks)], right, beside.width(), top))
        self._rows_broad(whole, grid)
        self._beside(QRect(margin, told, width, below - told), free)
        return True

    def _broad_cards(self, width: int, bottom: int) -> bool:
        """On a wide screen: what is only read over the whole width under what is told, small words beside that;
        whether it was done, for it is only where it goes over fewer pages so.
        """
        if not (self.frame.wide and self.made.cards):
            return False
        margin, top, right = SIZES.margin, SIZES.margin * 3 // 4, SIZES.margin * 2 + width
        end = top + self._high(width) + SIZES.gap + SIZES.gap // 2
        beside = QRect(right, top, self.frame.width - margin - right, bottom - top)
        whole = QRect(margin, end, self.frame.width - 2 * margin, bottom - end)
        small = self._after()
        for part in small:
            part.hide()
            part.deleteLater()
        fits = sum(part.wanted(beside.width()) + SIZES.gap for part in small) <= end - top
        grid = self.broad_cards(beside, whole) if fits else None
        if grid is None:
            return False
        self._told(margin, width, top, bottom)
        self._stand_cards(whole, grid)
        self._beside(QRect(margin, end, width, 0), QRect(right, top, beside.width(), end - top))
        return True

    def _high(self, width: int) -> int:
        """Height of what is told in this width, with nothing given way."""
        parts = self.told()
        _away(parts)
        return sum(part.wanted(width) + SIZES.gap for part in parts) - SIZES.gap

    def _drawing_high(self, width: int, y: int, bottom: int) -> int:
        """How high the drawing of an upright page is: words go before it."""
        gap, pad = SIZES.gap, SIZES.gap + SIZES.gap // 2
        end = y + self._high(width - 2 * pad) + 2 * pad + gap + gap // 2
        end = max(end, self._below()) + (self.high(1, width) + gap if self.made.rows else 0)
        for part in self._after():
            end += part.wanted(width) + gap
            part.hide()
            part.deleteLater()
        return max(SIZES.drawing_least, min(SIZES.drawing, SIZES.drawing - (end - bottom)))

    def _left_over(self, told: QRect, width: int) -> int:
        """Room for the small words that do not stand below what is told, where a drawing can give it, so much wide."""
        if not self.made.drawing:
            return 0
        high, y = 0, told.top()
        for part in self._after():
            fits = y + part.wanted(told.width()) <= told.bottom()
            if fits:
                y += part.wanted(told.width()) + SIZES.gap
            high += 0 if fits else part.wanted(width) + SIZES.gap
            part.hide()
            part.deleteLater()
        return high

    def _beside(self, left: QRect, right: QRect) -> None:
        """Small words under what is told, else under the controls; what fits nowhere is left to the voice."""
        first = self.made.countdown >= 0  # what is asked stands alone on its ground
        for part in self._after():
            for column in (right, left) if first else (left, right):
                height, top = (
                    part.wanted(column.width()),
                    column.top() + (SIZES.gap if column is right else 0),
                )
                if top + height <= column.bottom():
                    part.setGeometry(column.left(), top, column.width(), height)
                    self.parts.append(part)
                    column.setTop(top + height + (SIZES.gap if column is left else 0))
                    break
            else:
                part.deleteLater()
                part.hide()

    def _told(self, x: int, width: int, y: int, bottom: int) -> int:
        """Title and what belongs to it; on a white ground where a drawing or a countdown stands."""
        parts = self.told()
        ground = bool(self.made.drawing or self.made.qr) or self.made.countdown >= 0
        pad = SIZES.gap + SIZES.gap // 2 if ground else 0
        if self.frame.wide and self.made.band is not None and self.made.lead:
            self._spare(parts, bottom - y - 2 * pad, width - 2 * pad)
        if ground:
            pane = Pane(self)
            end = self._stack(parts, x + pad, width - 2 * pad, y + pad)
            pane.setGeometry(x, y, width, end - SIZES.gap + pad - y)
            pane.lower()
            pane.show()
            return end + pad + SIZES.gap // 2
        return self._stack(parts, x, width, y) + SIZES.gap // 2

    def _spare(self, parts: list[Part], room: int, width: int) -> None:
        """Between a long title and what happened the line under the title gives way: it is read with the small words,
        for the voice says it too and who cannot hear must not miss it.
        """
        if sum(part.wanted(width) + SIZES.gap for part in parts) <= room + SIZES.gap:
            return
        for part in [each for each in parts if each.accessibleName() == self.made.lead]:
            parts.remove(part)
            part.hide()
            part.deleteLater()
            self._spared = self.made.lead

    def _photo(self, told: QRect, area: QRect, after: Sequence[Part] = ()) -> QRect:
        """Draw the page she handed in where it is largest; what is left to the controls, ``after`` below them."""

        def words(width: int) -> int:
            return sum(part.wanted(width) + SIZES.gap for part in after)

        if not self.made.picture:
            return area.adjusted(0, 0, 0, -words(area.width()))
        part, top = PicturePart(self, self.made.picture), SIZES.margin * 3 // 4
        spots = (
            photo.wide(told, area, top, self.high)
            if self.frame.wide
            else photo.upright(told, area, self.high, words)
        )
        spot = photo.largest(part.image.size(), spots) if part.drawn() else None
        if spot is None:
            part.hide()
            part.deleteLater()
            return area.adjusted(0, 0, 0, -words(area.width()))
        drawn = QSize(spot.picture.width(), spot.drawn(part.image.size()).height())
        part.setGeometry(QRect(spot.picture.topLeft(), drawn))
        self.parts.append(part)
        self.photo, self.columns = part, spot.columns
        return spot.controls if self.frame.wide or spot.columns == 1 else self._clear(spot.controls)

    def _clear(self, column: QRect) -> QRect:
        """What of a column lies below the page she handed in, where that stands in it."""
        if self.photo is None or not column.intersects(self.photo.geometry()):
            return column
        below = self.photo.geometry().bottom() + 1 + SIZES.gap
        return column.adjusted(0, max(0, below - column.top()), 0, 0)

    def _below(self) -> int:
        """Where controls may begin on this page, whose top lies under the header."""
        return max(0, self.frame.low_y)

    def _stack(self, parts: Sequence[Part], x: int, width: int, y: int) -> int:
        for part in parts:
            height = part.wanted(width)
            part.setGeometry(x, y, width, height)
            self.parts.append(part)
            y += height + SIZES.gap
        return y

    def _controls(self, area: QRect, below: int = 0) -> int:
        """Whatever is touched, typed into, signed or read in a list; returns where it ends. A drawing leaves room
        ``below``.
        """
        screen = self.made
        if screen.pad:
            return self._pad(area)
        if screen.input is not None and screen.keys is not None:
            return self._typing(area)
        y = area.top()
        if (screen.drawing or screen.qr) and self.frame.wide:
            y = self._beside_controls(area.adjusted(0, 0, 0, -below)) + SIZES.gap
        if screen.cards:
            if self.frame.wide and not screen.drawing and not screen.qr:
                y = SIZES.margin * 3 // 4  # what is only read may stand above what is touched
            elif not self.frame.wide and self.photo is None:
                y = self._told_to
            y = max(area.top(), self._cards(QRect(area.left(), y, area.width(), area.bottom() - y)))
        if screen.rows:
            y = self._rows(QRect(area.left(), y, area.width(), area.bottom() - y))
        return y

    def _beside_controls(self, area: QRect) -> int:
        """A drawing, or the code for a telephone, above what is touched on a wide screen; where it ends."""
        drawing: Part = QrPart(self, self.made.qr, False) if self.made.qr else CardDrawing(self)
        ground = Pane(self)
        button = SIZES.button_large if self.frame.large else SIZES.button
        rows = len(self.made.rows) * (button + 2 * SIZES.gap)
        rows = max(rows, self.high(1, area.width()) + 2 * SIZES.gap) if rows else 0
        # It is only seen: where the controls stand low it has the room above them.
        top = min(area.top(), SIZES.margin * 3 // 4)
        height = min(SIZES.drawing_wide, area.bottom() - top - 2 * SIZES.air - rows)
        ground.setGeometry(area.left(), top, area.width(), height + 2 * SIZES.air)
        drawing.setGeometry(area.left(), top + SIZES.air, area.width(), height)
        self.parts.append(drawing)
        ground.show()
        ground.lower()
        return max(area.top(), top + ground.height())

    def _pad(self, area: QRect) -> int:
        """The pad, and below it what stands in its place for who cannot sign. Where it would be too low to sign on it
        begins higher than what is touched: its lower half can be reached.
        """
        self.pad = SignaturePad(self._now, self)
        below = self.high(1, area.width()) + SIZES.gap if self.made.rows else 0
        area.setTop(min(area.top(), max(SIZES.margin * 3 // 4, area.bottom() - below - SIZES.pad_least)))
        height = min(SIZES.pad, max(area.height() - below, SIZES.pad_least))
        self.pad.setGeometry(area.left(), area.top(), area.width(), height)
        self.pad.setAccessibleName(self.made.title)
        self.pad.take_up(self.made.strokes)
        y = area.top() + height
        if not self.made.rows:
            return y
        return self._rows(QRect(area.left(), y + SIZES.gap, area.width(), area.bottom() - y - SIZES.gap))

    def _typing(self, area: QRect) -> int:
        top = SIZES.margin * 3 // 4 if self.frame.wide else self._told_to
        low, area = area.top() - top, area.adjusted(0, top - area.top(), 0, 0)
        self.board = TypingBoard(self, self.made, area, self.frame.large, self.touched, low)
        self.touches += self.board.touches
        return self.board.geometry().bottom()

    def _answered_last(self) -> None:
        """Before the last page what answers for the whole of it turns to the next one, in the same place."""
        if not self.made.answered_last or self.made.page >= self.pages - 1:
            return
        for touch, _ in self._footed:
            if touch.choice.kind == "primary":
                icon = "arrow-right" if touch.choice.icon else ""
                touch.tell(Choice("page-next", t("kiosk.page_more"), icon=icon, kind="primary"))

    # afterwards

    def update_to(self, screen: Screen) -> bool:
        """Take a screen that differs in the seconds or in what is being typed; False when it must be drawn anew."""
        before, self_board = self.made, self.board
        if before.key != screen.key:
            return False
        if self.ring is not None and screen.countdown >= 0 and _but(before, screen, "countdown"):
            self.ring.set_seconds(screen.countdown)
        elif self_board is not None and self_board.fits(screen) and _but(before, screen, "input", "keys"):
            self_board.show_line(screen)
        else:
            return False
        self.made = screen
        return True


def _away(parts: Sequence[Part]) -> None:
    """They were only measured."""
    for part in parts:
        part.hide()
        part.deleteLater()


def _but(before: Screen, after: Screen, *names: str) -> bool:
    """Whether two screens differ in these fields alone."""
    return all(
        getattr(before, name) == getattr(after, name)
        for name in before.__dataclass_fields__
        if name not in names
    )
