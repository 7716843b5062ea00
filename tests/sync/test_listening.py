"""An answer leaves at once, head and body."""

from __future__ import annotations

import asyncio
import socket

from sync.platform.listening import bind


def test_no_answer_waits_for_nagle() -> None:
    async def nodelay_of(bound: socket.socket) -> int:
        found: list[int] = []

        async def served(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            found.append(writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()
            await writer.wait_closed()

        async with await asyncio.start_server(served, sock=bound):
            reader, writer = await asyncio.open_connection(*bound.getsockname())
            await reader.read()
            writer.close()
            await writer.wait_closed()
        return found[0]

    assert asyncio.run(nodelay_of(bind("127.0.0.1", 0)))
