"""What is soon done has threads of its own: a slow store of scans keeps no window from its receipts."""

from __future__ import annotations

import asyncio
import threading
from functools import partial

from anyio.to_thread import current_default_thread_limiter, run_sync

from sync.platform.quick import AT_ONCE, Quick


def test_a_receipt_comes_while_every_thread_for_scans_waits_for_its_store() -> None:
    store_answers = threading.Event()

    async def story() -> str:
        many, all_wait = int(current_default_thread_limiter().total_tokens), asyncio.Event()
        loop = asyncio.get_running_loop()
        begun = iter(range(1, many + 1))

        def upload() -> None:
            if next(begun) == many:
                loop.call_soon_threadsafe(all_wait.set)
            store_answers.wait(60)

        uploads = [asyncio.create_task(run_sync(upload)) for _ in range(many)]
        await all_wait.wait()
        answer = await Quick().run(lambda: "receipt")
        store_answers.set()
        await asyncio.gather(*uploads)
        return answer

    assert asyncio.run(asyncio.wait_for(story(), 60)) == "receipt"


def test_no_more_than_a_few_work_at_the_ledger_at_once_and_each_gets_its_own_answer() -> None:
    inside, most, lock = 0, 0, threading.Lock()

    def work(n: int) -> int:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        threading.Event().wait(0.005)
        with lock:
            inside -= 1
        return n

    async def story() -> list[int]:
        quick = Quick()
        return await asyncio.gather(*(quick.run(partial(work, n)) for n in range(24)))

    assert asyncio.run(story()) == list(range(24))
    assert most == AT_ONCE
