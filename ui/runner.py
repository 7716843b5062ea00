"""Where threads meet Qt: named workers and the scheduler.

Work runs on named single-thread workers ("db", "sync", "print", one per bus); results come back on the GUI thread.
"""

from __future__ import annotations

import itertools
import logging
import queue
import threading
import time
from collections.abc import Callable, Collection
from functools import partial
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimerEvent, Signal

from app.errors import Cancelled
from app.values import dataclass
from ui.collector import Collector
from ui.meter import StepMeter

log = logging.getLogger(__name__)

Done = Callable[[Any], object]
Failed = Callable[[BaseException], object]
_ASKING_S = 0.5


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


@dataclass
class _Task:
    """A piece of work and, later, its answer. The GUI thread keeps it until it is answered: see :class:`_Worker`."""

    job: Job
    fn: Callable[[], Any]
    done: Done | None
    failed: Failed | None
    always: Callable[[], object] | None
    result: Any = None
    error: BaseException | None = None


class _Worker(threading.Thread):
    """One named thread that takes tasks in order and rings when one is answered.

    It holds nothing of a task when it rings: whoever drops the last reference to a callback drops the widget
    behind it, and Qt lets a widget die on the GUI thread only. So the answer is left in the task, never in a
    variable of this thread.
    """

    def __init__(self, name: str, ring: Callable[[int], None]) -> None:
        super().__init__(name=f"zc-{name}", daemon=True)
        self.tasks: queue.SimpleQueue[tuple[int, _Task] | None] = queue.SimpleQueue()
        self.ring = ring

    def run(self) -> None:
        while (entry := self.tasks.get()) is not None:
            number, task = entry
            del entry
            try:
                if not task.job.cancelled:
                    task.result = task.fn()
            except BaseException as error:  # noqa: BLE001 — every error travels to the GUI thread, which decides
                task.error = error
            del task
            self.ring(number)


class Runner(QObject):
    """Runs callables off the GUI thread.

    ``on_error`` receives what nobody else takes: errors without a ``failed``, and errors of the callbacks themselves.
    ``became_idle`` is emitted on the GUI thread when no job is left. While it lives it also collects garbage, see
    :class:`Collector`; :meth:`stop` ends that.
    """

    became_idle = Signal()
    _rung = Signal()

    def __init__(self, on_error: Failed | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.on_error = on_error
        self.meter: StepMeter | None = None
        self._workers: dict[str, _Worker] = {}
        self._tasks: dict[int, _Task] = {}
        self._numbers = itertools.count(1)
        self._answers: queue.SimpleQueue[int | Callable[[], object]] = queue.SimpleQueue()
        self._awaited: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._stopped = False
        self._collector = Collector(self)
        self._collector.start()
        self._turn = 0
        # Python objects never travel inside a queued signal: the bell is empty, the queue holds what it rang for.
        self._rung.connect(self._hear, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        worker: str,
        fn: Callable[[], Any],
        done: Done | None = None,
        failed: Failed | None = None,
        always: Callable[[], object] | None = None,
        name: str = "",
        awaited: bool = False,
    ) -> Job:
        """Run ``fn`` on the worker of that name; then, on the GUI thread, ``done(result)`` or
        ``failed(error)``, and ``always()``. ``awaited``: a person looks for it this moment, so that its answer is heard
        before those that came earlier; the worker takes it in its turn all the same.

        :class:`~app.errors.Cancelled` is silent: only ``always`` is called. A callback whose widget is gone is
        not called. Must be called on the GUI thread; RuntimeError after :meth:`stop`.
        """
        if self._stopped:
            raise RuntimeError("the runner has stopped")
        job = Job(worker, name or getattr(fn, "__qualname__", type(fn).__name__))
        if worker not in self._workers:
            self._workers[worker] = _Worker(worker, self._ring)
            self._workers[worker].start()
        # Below 0 it is awaited: a worker that rings may not look into the task any more.
        number = -next(self._numbers) if awaited else next(self._numbers)
        self._tasks[number] = _Task(job, fn, done, failed, always)
        self._workers[worker].tasks.put((number, self._tasks[number]))
        return job

    def post(self, call: Callable[[], object]) -> None:
        """Call on the GUI thread soon; safe from every thread (for listeners of devices and of sync)."""
        self._ring(call)

    def spare_what_is_loaded(self) -> None:
        """The code of the program is loaded: see :meth:`Collector.spare`."""
        self._collector.spare()

    def loading(self, loading: bool) -> None:
        """Much code is being loaded, or no more: see :meth:`Collector.wait`."""
        self._collector.wait(loading)

    def open_jobs(self) -> list[str]:
        """Names of the jobs not answered yet, for whoever wonders why it is busy."""
        return [task.job.name for task in self._tasks.values()]

    def at_work(self, worker: str) -> bool:
        """Whether a job of that worker has not been answered yet."""
        return any(task.job.worker == worker for task in self._tasks.values())

    def busy(self) -> bool:
        """Whether a job has not been answered yet, or a call still waits for its turn."""
        return bool(self._tasks) or not (self._stopped or self._answers.empty())

    def stop(self, timeout: float = 10.0, asking: Collection[str] = ()) -> tuple[str, ...]:
        """Let every worker finish what it runs, join all, and return the names of those that did not end in time.

        Workers in ``asking`` only ask a machine elsewhere, which may not answer: nobody waits a second for them.
        What still waited in line is not begun; nobody is called back any more.
        """
        self._stopped = True
        for task in self._tasks.values():
            task.job.cancelled = True
        for worker in self._workers.values():
            worker.tasks.put(None)
        until = time.monotonic() + timeout
        for name, worker in self._workers.items():
            left = max(0.0, until - time.monotonic())
            worker.join(min(left, _ASKING_S) if name in asking else left)
            worker.ring = _nobody
        late = tuple(name for name, worker in self._workers.items() if worker.is_alive())
        self._workers.clear()
        self._tasks.clear()
        self._collector.stop()
        return late

    def _ring(self, what: int | Callable[[], object]) -> None:
        if self._stopped:
            return
        if isinstance(what, int) and what < 0:
            self._awaited.put(what)
        else:
            self._answers.put(what)
        self._rung.emit()

    def _hear(self) -> None:
        """Qt delivers all that is posted in one go, also what is posted meanwhile; a timer comes once in a turn."""
        if not self._turn and not self._stopped:
            self._turn = self.startTimer(0)

    def timerEvent(self, event: QTimerEvent) -> None:
        """One answer per turn of the event loop, so that keys and paint come between."""
        if self._stopped or (self._awaited.empty() and self._answers.empty()):
            self.killTimer(self._turn)
            self._turn = 0
            return
        what = self._answers.get() if self._awaited.empty() else self._awaited.get()
        if isinstance(what, int):
            self._answer(self._tasks.pop(what))
        else:
            self._guarded(what, getattr(what, "__qualname__", "call"))

    def _answer(self, task: _Task) -> None:
        job = task.job
        job.finished = True
        if not job.cancelled:
            if task.error is None:
                self._guarded(task.done, job.name, task.result)
            elif not isinstance(task.error, Cancelled):
                self._guarded(task.failed or self.on_error or _log_error, job.name, task.error)
        self._guarded(task.always, job.name)
        if not self._tasks:
            self.became_idle.emit()

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


def _nobody(number: int) -> None:
    """What a worker rings that has been joined; the runner must not live on in its thread."""


def _alive(call: Callable[..., object]) -> bool:
    """Whether the page that a call belongs to is still there, with or without what is passed to it already."""
    while isinstance(call, partial):
        call = call.func
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

    def cancel(self) -> None:
        """Stop it; harmless when it already ran."""
        self.cancelled = True
        self.scheduler.release()


class QtScheduler(QObject):
    """The Scheduler port on Qt's event loop: calls come on the GUI thread, whichever thread asked.

    A call of an object of Qt's that is gone is dropped, as its answers are. :meth:`every` goes on after an error of
    the call; the error goes to ``on_error``. It uses the timers that every QObject has: a QTimer per delay would be a
    child whose connection keeps its parent alive, and dies with it twice.
    """

    _changed = Signal()

    def __init__(self, on_error: Failed | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.on_error = on_error
        self._asked: queue.SimpleQueue[_Timed] = queue.SimpleQueue()
        self._running: dict[int, _Timed] = {}
        self._stopped = False
        self._changed.connect(self._settle)

    def after(self, seconds: float, call: Callable[[], None]) -> _Timed:
        """Call once after ``seconds``."""
        return self._start(_Timed(self, seconds, call, again=False))

    def every(self, seconds: float, call: Callable[[], None]) -> _Timed:
        """Call again and again; re-arms whatever the call does, errors included."""
        return self._start(_Timed(self, seconds, call, again=True))

    def stop(self) -> None:
        """Cancel everything, on the GUI thread."""
        self._stopped = True
        for timed in self._running.values():
            timed.cancelled = True
        self._settle()

    def release(self) -> None:
        """Let go of what was cancelled; called by its handle."""
        if shiboken6.isValid(self):
            self._changed.emit()

    def _start(self, timed: _Timed) -> _Timed:
        self._asked.put(timed)
        self._changed.emit()
        return timed

    def _settle(self) -> None:
        """Begin what was asked for and end what was cancelled."""
        for number, timed in tuple(self._running.items()):
            if timed.cancelled:
                self.killTimer(number)
                del self._running[number]
        while not self._asked.empty():
            timed = self._asked.get()
            if not timed.cancelled and not self._stopped:
                kind = Qt.TimerType.PreciseTimer if timed.seconds < 1 else Qt.TimerType.CoarseTimer
                self._running[self.startTimer(round(timed.seconds * 1000), kind)] = timed

    def timerEvent(self, event: QTimerEvent) -> None:
        timed = self._running.get(event.timerId())
        if timed is None:
            return
        if not timed.again:
            self.killTimer(event.timerId())
            del self._running[event.timerId()]
        try:
            if not timed.cancelled and _alive(timed.call):
                timed.call()
        except Cancelled:
            return
        except Exception as error:  # noqa: BLE001 — a repeated call must go on after any error
            (self.on_error or _log_error)(error)
