"""A server that is asked to end comes to its end, whenever it is asked."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from contextlib import closing
from typing import Any

import uvicorn

from sync.platform.listening import bind
from sync.platform.serving import serve_until_ended


class _AskedTooEarly(uvicorn.Config):
    """A signal comes after the server was made and before its loop runs."""

    def get_loop_factory(self) -> Callable[[], asyncio.AbstractEventLoop] | None:
        signal.raise_signal(signal.SIGTERM)
        return super().get_loop_factory()


async def _nobody(_scope: Any, _receive: Any, _send: Any) -> None:
    raise AssertionError("nobody asks")


def test_a_server_told_to_end_before_it_stands_does_not_stay_for_ever() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with closing(bind("127.0.0.1", 0)) as bound:
        bound.listen()
        serve_until_ended(_AskedTooEarly(_nobody, lifespan="off", log_config=None), bound)
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_server_told_to_end_when_it_stands_comes_back() -> None:
    with closing(bind("127.0.0.1", 0)) as bound:
        bound.listen()
        serve_until_ended(
            uvicorn.Config(_nobody, lifespan="off", log_config=None), bound, lambda: signal.raise_signal(signal.SIGTERM)
        )
