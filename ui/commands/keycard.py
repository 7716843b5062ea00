"""The card of a face without its window on a screen: the pages are built over a profile that is thrown away."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

from app.domain.people import CardKind, IdCardReading
from app.domain.transitions import CaseState
from app.storage.corrections import Link, Links
from ui.bootstrap import Settings, icons_folder, open_workplace, screen_fonts, texts_folder
from ui.guide.card import KeyGroup, card_of_face
from ui.runner import QtScheduler, Runner
from ui.tell import Tell
from ui.texts import Texts
from ui.theme import apply_theme, load_fonts
from ui.window.door import application
from ui.window.run import KINDS

NOBODY = IdCardReading(
    kind=CardKind.RESIDENT, name="张三", sex="1", nation="01", birth="18800101", address="测试路1号",
    number="440524188001010014", issuer="测试公安局", valid_from="20200101", valid_to="长期",
)  # fmt: skip
EXAMPLE = "hszyzc"
"""An item whose materials bring the keys of a row to the page."""


def keys_of_face(name: str, language: str = "zh-CN") -> tuple[KeyGroup, ...]:
    """The groups of the card of ``window`` or ``station``."""
    app = application()
    load_fonts(screen_fonts())
    texts = Texts.load(texts_folder(), language)
    apply_theme(app, "light", name, icons=icons_folder(), texts=texts)
    with tempfile.TemporaryDirectory(prefix="zongchuang-keys-") as made:
        place = open_workplace(Settings(profile=Path(made) / "profile", rehearsal=True, face=name))
        tell = Tell(texts)
        faults: list[BaseException] = []
        runner, scheduler = Runner(faults.append), QtScheduler(faults.append)
        try:
            place.rehearsal_session()
            kind = KINDS[name]
            shell = kind.make_shell(True)
            tell.attach(shell)
            face = kind.face_class()(place, shell, runner, scheduler, tell)
            face._build_pages()
            _with_materials(face)
            _with_correction(face)
            groups = card_of_face(face.guide)
            face.guide.close()
            shell.deleteLater()
        finally:
            scheduler.stop()
            runner.stop()
            place.close()
    return groups


def _with_materials(face: Any) -> None:
    """An item on the page of intake: the keys of a row belong to the current row alone."""
    page = face.pages["intake"]
    office = face.workplace.office
    guide = office.guide(office.search_items(EXAMPLE)[0].code)
    page.state.card, page.state.guide = NOBODY, guide
    page.state.answers = {question.id: question.choices[-1].key for question in guide.questions}
    page.materials.show_state(page.state)


def _with_correction(face: Any) -> None:
    """A line of 查询 that corrects a case and is corrected itself: only then there are ways to the other."""
    page = face.pages.get("search")
    if page is not None and hasattr(page, "ways"):
        other = Link(UUID(int=1), state=CaseState.SERVED)
        page.ways.show_links(Links(other, (other,)))
