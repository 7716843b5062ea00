"""A document camera (高拍仪, UVC) by QtMultimedia, behind the port of page scanners: one still picture per scan.

Qt's camera belongs to the GUI thread and the port to a worker, so the two meet here: the worker asks by a queued signal
and waits for the picture.
"""

from __future__ import annotations

import queue
from collections.abc import Callable

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QIODevice, QObject, Qt, QThread, Signal
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtMultimedia import QCamera, QCameraDevice, QImageCapture, QMediaCaptureSession, QMediaDevices

from app.errors import Cancelled, DeviceError
from app.ports.equipment import ScanWish
from app.values import dataclass
from devices import codes

STEP = 0.1
"""Seconds between two looks at whether somebody gave up."""
PATIENCE = 15.0
"""Seconds a camera may take to open and to give a picture: lamps and autofocus need some."""


@dataclass(frozen=True)
class Shot:
    """What came of an attempt: a PNG, or the code of what went wrong."""

    png: bytes = b""
    code: str = ""


Answers = queue.SimpleQueue[Shot]


class _Look(QObject):
    """One ask on the GUI thread: the camera is opened for its picture and closed after it or when it is given up, so
    that the light says when it looks. What comes late comes to its own ``answers``, where nobody waits any more.
    """

    def __init__(self, device: QCameraDevice, answers: Answers, parent: QObject) -> None:
        super().__init__(parent)
        self.answers: Answers | None = answers
        self._camera, self._capture, self._session = QCamera(device), QImageCapture(), QMediaCaptureSession()
        formats = device.videoFormats()
        if formats:
            self._camera.setCameraFormat(
                max(formats, key=lambda one: one.resolution().width() * one.resolution().height())
            )
        self._session.setCamera(self._camera)
        self._session.setImageCapture(self._capture)
        self._camera.errorOccurred.connect(self._failed)
        self._capture.errorOccurred.connect(self._failed)
        self._capture.imageCaptured.connect(self._captured)
        self._capture.readyForCaptureChanged.connect(self._shoot)

    def start(self) -> None:
        """Look."""
        self._camera.start()
        self._shoot(self._capture.isReadyForCapture())

    def close(self) -> None:
        """The camera looks no more; what it still gives is dropped."""
        if self.answers is None:
            return
        self.answers = None
        self._camera.stop()
        for part in (self._camera, self._capture, self._session, self):
            part.deleteLater()

    def _shoot(self, ready: bool) -> None:
        if ready and self.answers is not None:
            self._capture.capture()

    def _captured(self, _number: int, picture: QImage) -> None:
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, QByteArray(b"png")).write(picture)
        self._answer(Shot(png=bytes(data.data())))

    def _failed(self, *_: object) -> None:
        self._answer(Shot(code=codes.PAGES_LOST))

    def _answer(self, shot: Shot) -> None:
        if self.answers is not None:
            self.answers.put(shot)
        self.close()


class _Stand(QObject):
    """Where the camera stands, on the GUI thread: one look at a time, each with answers of its own."""

    asked = Signal(object)
    given_up = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._look: _Look | None = None
        self.asked.connect(self._open, Qt.ConnectionType.QueuedConnection)
        self.given_up.connect(self._give_up, Qt.ConnectionType.QueuedConnection)

    def _open(self, answers: Answers) -> None:
        if self._look is not None:
            self._look.close()
            self._look = None
        found = [one for one in QMediaDevices.videoInputs() if self._name.lower() in one.description().lower()]
        if not found:
            answers.put(Shot(code=codes.PAGES_ABSENT))
            return
        self._look = _Look(found[0], answers, self)
        self._look.start()

    def _give_up(self, answers: Answers) -> None:
        if self._look is not None and self._look.answers is answers:
            self._look.close()
            self._look = None


class QtCamera:
    """``app.ports.equipment.PageScanner``: the first camera whose description contains ``name``."""

    def __init__(self, name: str = "") -> None:
        self._name = name
        self._stand = _Stand(name)
        application = QCoreApplication.instance()
        if application is not None and QThread.currentThread() is not application.thread():
            self._stand.moveToThread(application.thread())

    def check(self) -> None:
        """DeviceError PAGES_ABSENT (``reopen``) when no such camera is connected."""
        names = [one.description().lower() for one in QMediaDevices.videoInputs()]
        if not any(self._name.lower() in name for name in names):
            raise DeviceError(codes.PAGES_ABSENT, "reopen", "camera")

    def scan(
        self,
        wish: ScanWish,
        on_page: Callable[[bytes], None],
        on_progress: Callable[[float], None],
        cancelled: Callable[[], bool],
    ) -> int:
        """See ``app.ports.equipment.PageScanner``; one picture. DeviceError PAGES_ABSENT, PAGES_LOST, STUCK."""
        answers: Answers = queue.SimpleQueue()
        self._stand.asked.emit(answers)
        try:
            shot = self._wait(answers, on_progress, cancelled)
        except (Cancelled, DeviceError):
            # Nobody waits for it any more: the camera must not go on looking, nor answer the next ask.
            self._stand.given_up.emit(answers)
            raise
        if shot.code:
            raise DeviceError(shot.code, "reopen", "camera")
        on_page(shot.png)
        on_progress(1.0)
        return 1

    def _wait(self, answers: Answers, on_progress: Callable[[float], None], cancelled: Callable[[], bool]) -> Shot:
        for step in range(round(PATIENCE / STEP)):
            if cancelled():
                raise Cancelled
            try:
                return answers.get(timeout=STEP)
            except queue.Empty:
                on_progress(min(0.9, (step + 1) * STEP / PATIENCE))
        raise DeviceError(codes.STUCK, "reopen", "camera")
