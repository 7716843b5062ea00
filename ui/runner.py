"""Where threads meet Qt: named workers, the scheduler and the meter of slow steps on the GUI thread.

This is the only module with a ``QTimer``. Work runs on named single-thread workers ("db", "sync", "print", one per
bus); results come back on the GUI thread.
"""

from __future__ import annotations

import logging
import queue
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import shiboken6
from PySide6.QtCore import QAbstractEventDispatcher, QObject, Qt, QThread, QTimer, Signal

from app.errors import Cancelled

log = logging.getLogger(__name__)

SLOW_MS = 16.0
"""A step of the GUI thread longer than one frame at 60 Hz is felt."""

Done = Callable[[Any], object]
Failed = Callable[[BaseException], object]


@dataclass
class Job:
    """Handle of a running piece of work."""

    worker: str
    name: str
    cancelled: bool = False
    finished: bool = False

    def cancel(self) -> None:
        """Do not start it if it still waits, and call nobody back; what runs already runs to its end."""
        self.cancelled = True


@dataclass(frozen=True)
class _Task:
    job: Job
    fn: Callable[[], Any]
    done: Done | None
    failed: Failed | None
    always: Callable[[], object] | None


class _Worker(threading.Thread):
    """One named thread that takes tasks in order."""

    def __init__(self, name: str, report: Callable[[_Task, Any, BaseException | None], None]) -> None:
        super().__init__(name=f"zc-{name}", daemon=True)
        self.tasks: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._report = report

    def run(self) -> None:
        while (task := self.tasks.get()) is not None:
            if task.job.cancelled:
                self._report(task, None, Cancelled())
                continue
            try:
                result = task.fn()
            except BaseException as error:  # noqa: BLE001 — every error travels to the GUI thread, which decides
                self._report(task, None, error)
            else:
                self._report(task, result, None)


class Runner(QObject):
    """Runs callables off the GUI thread.

    ``on_error`` receives what nobody else takes: errors without a ``failed``, and errors of the callbacks themselves.
    ``became_idle`` is emitted on the GUI thread when no job is left.
    """

    became_idle = Signal()
    _posted = Signal(object)

    def __init__(self, on_error: Failed | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.on_error = on_error
        self.meter: StepMeter | None = None
        self._workers: dict[str, _Worker] = {}
        self._open = 0
        self._stopped = False
        self._posted.connect(self._call, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        worker: str,
        fn: Callable[[], Any],
        done: Done | None = None,
        failed: Failed | None = None,
        always: Callable[[], object] | None = None,
        name: str = "",
    ) -> Job:
        """Run ``fn`` on the worker of that name; then, on the GUI thread, ``done(result)`` or
        ``failed(error)``, and ``always()``.

        :class:`~app.errors.Cancelled` is silent: only ``always`` is called. A callback whose widget is gone is
        not called. Must be called on the GUI thread; RuntimeError after :meth:`stop`.
        """
        if self._stopped:
            raise RuntimeError("the runner has stopped")
        job = Job(worker, name or getattr(fn, "__qualname__", type(fn).__name__))
        if worker not in self._workers:
            self._workers[worker] = _Worker(worker, self._report)
            self._workers[worker].start()
        self._open += 1
        self._workers[worker].tasks.put(_Task(job, fn, done, failed, always))
        return job

    def post(self, call: Callable[[], object]) -> None:
        """Call on the GUI thread soon; safe from every thread (for listeners of devices and of sync)."""
        if not self._stopped:
            self._posted.emit(call)

    def busy(self) -> bool:
        """Whether a job has not been answered yet."""
        return self._open > 0

    def stop(self, timeout: float = 10.0) -> tuple[str, ...]:
        """Let every worker finish what it runs, join all, and return the names of those that did not end in time."""
        self._stopped = True
        for worker in self._workers.values():
            worker.tasks.put(None)
        until = time.monotonic() + timeout
        for worker in self._workers.values():
            worker.join(max(0.0, until - time.monotonic()))
        late = tuple(name for name, worker in self._workers.items() if worker.is_alive())
        self._workers.clear()
        return late

    def _report(self, task: _Task, result: Any, error: BaseException | None) -> None:
        if not self._stopped:
            self._posted.emit(lambda: self._answer(task, result, error))

    def _answer(self, task: _Task, result: Any, error: BaseException | None) -> None:
        task.job.finished = True
        self._open -= 1
        if not task.job.cancelled:
            if error is None:
                self._guarded(task.done, task.job.name, result)
            elif not isinstance(error, Cancelled):
                self._guarded(task.failed or self.on_error or _log_error, task.job.name, error)
        self._guarded(task.always, task.job.name)
        if not self._open:
            self.became_idle.emit()

    def _call(self, call: Callable[[], object]) -> None:
        self._guarded(call, getattr(call, "__qualname__", "call"))

    def _guarded(self, call: Callable[..., object] | None, name: str, *values: Any) -> None:
        """One callback; its error stops nothing else."""
        if call is None or not _alive(call):
            return
        if self.meter is not None:
            self.meter.doing = name
        try:
            call(*values)
        except Cancelled:
            return
        except Exception as error:  # noqa: BLE001 — an error in one callback must not stop the event loop
            (self.on_error or _log_error)(error)


def _alive(call: Callable[..., object]) -> bool:
    owner = getattr(call, "__self__", None)
    return not isinstance(owner, QObject) or shiboken6.isValid(owner)


def _log_error(error: BaseException) -> None:
    log.error("background work failed", exc_info=error)


class _Timed:
    """Handle of one delay; may be cancelled from any thread."""

    def __init__(self, scheduler: QtScheduler, seconds: float, call: Callable[[], None], again: bool) -> None:
        self.scheduler = scheduler
        self.seconds = seconds
        self.call = call
        self.again = again
        self.cancelled = False
        self.timer: QTimer | None = None

    def cancel(self) -> None:
        """Stop it; harmless when it already ran."""
        self.cancelled = True
        self.scheduler.release(self)


class QtScheduler(QObject):
    """The Scheduler port on Qt's event loop: calls come on the GUI thread, whichever thread asked.

    :meth:`every` goes on after an error of the call; the error goes to ``on_error``.
    """

    _armed = Signal(object)
    _released = Signal(object)

    def __init__(self, on_error: Failed | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.on_error = on_error
        self._running: set[_Timed] = set()
        self._stopped = False
        self._armed.connect(self._arm)
        self._released.connect(self._drop)

    def after(self, seconds: float, call: Callable[[], None]) -> _Timed:
        """Call once after ``seconds``."""
        return self._start(_Timed(self, seconds, call, again=False))

    def every(self, seconds: float, call: Callable[[], None]) -> _Timed:
        """Call again and again; re-arms whatever the call does, errors included."""
        return self._start(_Timed(self, seconds, call, again=True))

    def stop(self) -> None:
        """Cancel everything, on the GUI thread."""
        self._stopped = True
        for timed in tuple(self._running):
            timed.cancelled = True
            self._drop(timed)

    def release(self, timed: _Timed) -> None:
        """Take a delay away; called by its handle."""
        if shiboken6.isValid(self):
            self._released.emit(timed)

    def _start(self, timed: _Timed) -> _Timed:
        self._armed.emit(timed)
        return timed

    def _arm(self, timed: _Timed) -> None:
        if self._stopped or timed.cancelled:
            return
        timer = QTimer(self)
        timer.setTimerType(Qt.TimerType.PreciseTimer if timed.seconds < 1 else Qt.TimerType.CoarseTimer)
        timer.setSingleShot(not timed.again)
        timer.setInterval(round(timed.seconds * 1000))
        timer.timeout.connect(lambda: self._fire(timed))
        timed.timer = timer
        self._running.add(timed)
        timer.start()

    def _fire(self, timed: _Timed) -> None:
        if timed.cancelled:
            return
        if not timed.again:
            self._drop(timed)
        try:
            timed.call()
        except Cancelled:
            return
        except Exception as error:  # noqa: BLE001 — a repeated call must go on after any error
            (self.on_error or _log_error)(error)

    def _drop(self, timed: _Timed) -> None:
        self._running.discard(timed)
        if timed.timer is not None:
            timed.timer.stop()
            timed.timer.deleteLater()
            timed.timer = None


@dataclass(frozen=True)
class SlowStep:
    """A stretch of the GUI thread: milliseconds and what it was doing."""

    ms: float
    name: str


class StepMeter(QObject):
    """Measures every stretch between two waits of the GUI thread's event loop and keeps those over the limit.

    With ``sample`` a watching thread looks at the GUI thread's stack once a stretch is over the limit, so that
    the offender has the name of a function; without, it has the name of the last callback of the runner. Meant
    for tests, the tour and ``--bench``; it costs two Python calls per turn of the loop.
    """

    def __init__(self, limit_ms: float = SLOW_MS, sample: bool = True, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.limit_ms = limit_ms
        self.doing = ""
        self.slow: list[SlowStep] = []
        self.steps = 0
        self._since = 0.0
        self._seen = ""
        self._busy = threading.Event()
        self._end = threading.Event()
        self._gui = threading.get_ident()
        self._sampler = threading.Thread(target=self._watch, name="zc-meter", daemon=True) if sample else None

    def start(self) -> None:
        """Begin to measure on the thread that calls."""
        dispatcher = QAbstractEventDispatcher.instance(QThread.currentThread())
        dispatcher.awake.connect(self._woke)
        dispatcher.aboutToBlock.connect(self._slept)
        if self._sampler is not None:
            self._sampler.start()

    def stop(self) -> None:
        """End measuring and join the watching thread."""
        dispatcher = QAbstractEventDispatcher.instance(QThread.currentThread())
        dispatcher.awake.disconnect(self._woke)
        dispatcher.aboutToBlock.disconnect(self._slept)
        self._end.set()
        self._busy.set()
        if self._sampler is not None and self._sampler.is_alive():
            self._sampler.join(2.0)

    def worst(self, count: int = 10) -> list[SlowStep]:
        """The longest steps over the limit."""
        return sorted(self.slow, key=lambda step: -step.ms)[:count]

    def _woke(self) -> None:
        if not self._since:
            self._since = time.perf_counter()
            self._seen = ""
            self._busy.set()

    def _slept(self) -> None:
        if not self._since:
            return
        spent = (time.perf_counter() - self._since) * 1000
        self._since = 0.0
        self._busy.clear()
        self.steps += 1
        if spent > self.limit_ms:
            self.slow.append(SlowStep(spent, self._seen or self.doing or "event"))
        self.doing = ""

    def _watch(self) -> None:
        while not self._end.is_set():
            self._busy.wait()
            since = self._since
            if self._end.wait(self.limit_ms / 1000):
                return
            if since and since == self._since and not self._seen:
                self._seen = _innermost(self._gui)


def _innermost(thread: int) -> str:
    """The innermost function of ours on a thread's stack."""
    frame = sys._current_frames().get(thread)
    while frame is not None and "site-packages" in frame.f_code.co_filename:
        frame = frame.f_back
    if frame is None:
        return ""
    module = str(frame.f_globals.get("__name__", ""))
    return f"{module}.{frame.f_code.co_qualname}:{frame.f_lineno}"
