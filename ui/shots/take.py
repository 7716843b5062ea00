"""Take the pictures of one face in one theme, in this process."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from app.values import dataclass
from ui.bootstrap import icons_folder, screen_fonts, texts_folder
from ui.shots.judge import Words
from ui.shots.known import SCENES, drawn_at, names, sizes
from ui.shots.room import Camera, Room, template_of
from ui.texts import Texts
from ui.theme import apply_theme, load_fonts
from ui.window.door import application

FIRST_LANGUAGE = "zh-CN"


@dataclass(frozen=True)
class Order:
    """What to take: ``only`` are beginnings of names of scenes or states, none for all of them."""

    out: Path
    face: str
    theme: str
    language: str = FIRST_LANGUAGE
    scale: int = 100
    only: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Its folder under ``out/<face>``."""
        extra = "" if self.language == FIRST_LANGUAGE else f"-{self.language}"
        return f"{self.theme}{extra}" + ("" if self.scale == 100 else f"-{self.scale}")

    def wants(self, name: str) -> bool:
        """Whether a state, or a scene of this name, is asked for."""
        return not self.only or any(name.startswith(one) for one in self.only)

    def wants_scene(self, scene: str, states: tuple[str, ...]) -> bool:
        """Whether a scene has anything that is asked for."""
        return self.wants(scene) or any(self.wants(state) for state in states)


def take(order: Order) -> int:
    """Take them, and write ``<face>-<name>.json`` beside. Returns how many complaints there are."""
    app = application()
    words = dress(app, order)
    camera = Camera(
        order.out / order.face / order.name, sizes(order.face, order.scale), words, ratio=drawn_at(order.scale)
    )
    problems = _kiosk(order, camera) if order.face == "kiosk" else _scenes(order, camera)
    answer = {"face": order.face, "set": order.name, "pictures": camera.taken, "problems": problems}
    file = order.out / f"{order.face}-{order.name}.json"
    file.write_text(json.dumps(answer, ensure_ascii=False, indent=1), "utf-8")
    return len(problems) + sum(len(one["found"]) for one in camera.taken)


def dress(app: QApplication, order: Order) -> Words:
    """Fonts, theme and words of the order; the words that it must and must not show."""
    folder = texts_folder()
    first = Texts.load(folder, FIRST_LANGUAGE)
    texts = first if order.language == FIRST_LANGUAGE else Texts.load(folder, order.language)
    load_fonts(screen_fonts())
    scale = {"window": "window", "station": "station", "kiosk": "kiosk"}[order.face]
    apply_theme(app, order.theme, scale, icons=icons_folder(), texts=texts)
    shown = {key: texts.t(key) for key in texts.names()}
    if texts is first:
        return Words(shown)
    return Words(shown, {key: first.t(key) for key in first.names()}, texts.said)


def _scenes(order: Order, camera: Camera) -> list[str]:
    scenes = _scenes_of(order.face)
    problems = [f"{order.face}: no scene {name}" for name in SCENES[order.face] if name not in scenes]
    with tempfile.TemporaryDirectory(prefix="zongchuang-shots-") as made:
        template = Path(made) / "template"
        template_of(order.face, template)
        for scene, states in SCENES[order.face].items():
            if scene not in scenes or not order.wants_scene(scene, states):
                continue
            camera.wanted = (lambda _: True) if order.wants(scene) else order.wants
            problems += _scene(order, camera, scene, scenes[scene], template, Path(made) / scene)
    return problems


def _scene(
    order: Order, camera: Camera, scene: str, play: Callable[[Room], None], template: Path, folder: Path
) -> list[str]:
    """Play one scene; what stops it, and what it left out or brought too much, is a problem."""
    camera.seen.clear()
    problems = []
    room = Room(order.face, template, folder, camera)
    try:
        play(room)
    except Exception as error:  # noqa: BLE001 - one broken scene must not hide what the others show
        problems.append(f"{scene} stopped after {camera.seen[-1:]}: {type(error).__name__}: {error}")
    finally:
        room.close()
    known = SCENES[order.face][scene]
    if not problems:
        problems += [f"{scene}: {name} was not taken" for name in known if name not in camera.seen]
    problems += [f"{scene}: {name} is not known" for name in camera.seen if name not in names(order.face)]
    return problems


def _scenes_of(face: str) -> dict[str, Callable[[Room], None]]:
    if face == "station":
        from ui.shots import station

        return dict(station.SCENES)
    from ui.shots import hall_calls, rooms, taken_back, window

    return {**window.SCENES, **rooms.SCENES, **taken_back.SCENES, **hall_calls.SCENES}


def _kiosk(order: Order, camera: Camera) -> list[str]:
    from ui.shots.kiosk import take_all

    with tempfile.TemporaryDirectory(prefix="zongchuang-shots-") as made:
        camera.wanted = order.wants
        problems: list[Any] = take_all(Path(made), camera, order.theme)
        return problems
