"""A document camera (高拍仪, UVC) by QtMultimedia, behind the port of page scanners: one still picture per scan.

Qt's camera belongs to the GUI thread and the port to a worker, so the two meet here: the worker asks by a queued signal
and waits for the picture.
"""

from __future__ import annotations

import queue
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QIODevice, QObject, Qt, QThread, Signal
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QCamera, QImageCapture, QMediaCaptureSession, QMediaDevices

from app.errors import Cancelled, DeviceError
from app.ports.equipment import ScanWish
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


class _Stand(QObject):
    """The camera on the GUI thread: opened for a picture, closed after it, so that its light says when it looks."""

    asked = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._answers: queue.SimpleQueue[Shot] | None = None
        self._camera: QCamera | None = None
        self._capture: QImageCapture | None = None
        self._session: QMediaCaptureSession | None = None
        self.asked.connect(self._open, Qt.ConnectionType.QueuedConnection)

    def ask(self, answers: queue.SimpleQueue[Shot]) -> None:
        """Ask for a picture from any thread; the answer comes into ``answers``."""
        self._answers = answers
        self.asked.emit()

    def _open(self) -> None:
        found = [one for one in QMediaDevices.videoInputs() if self._name.lower() in one.description().lower()]
        if not found:
            self._answer(Shot(code=codes.PAGES_ABSENT))
            return
        self._camera, self._capture, self._session = QCamera(found[0]), QImageCapture(), QMediaCaptureSession()
        formats = found[0].videoFormats()
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
        self._camera.start()
        self._shoot(self._capture.isReadyForCapture())

    def _shoot(self, ready: bool) -> None:
        if ready and self._capture is not None:
            self._capture.capture()

    def _captured(self, _number: int, picture: QImage) -> None:
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        picture.save(buffer, b"PNG")
        self._answer(Shot(png=bytes(data.data())))

    def _failed(self, *_: object) -> None:
        self._answer(Shot(code=codes.PAGES_LOST))

    def _answer(self, shot: Shot) -> None:
        answers, self._answers = self._answers, None
        camera, self._camera = self._camera, None
        if camera is not None:
            camera.stop()
            camera.deleteLater()
        if self._capture is not None and self._session is not None:
            self._capture.deleteLater()
            self._session.deleteLater()
        self._capture = self._session = None
        if answers is not None:
            answers.put(shot)


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
        answers: queue.SimpleQueue[Shot] = queue.SimpleQueue()
        self._stand.ask(answers)
        for step in range(round(PATIENCE / STEP)):
            if cancelled():
                raise Cancelled
            try:
                shot = answers.get(timeout=STEP)
            except queue.Empty:
                on_progress(min(0.9, (step + 1) * STEP / PATIENCE))
                continue
            if shot.code:
                raise DeviceError(shot.code, "reopen", "camera")
            on_page(shot.png)
            on_progress(1.0)
            return 1
        raise DeviceError(codes.STUCK, "reopen", "camera")
