"""How fast commits reach the platform, against what one would write first: a ``requests.Session`` loop.

Both ends are real processes with real SQLite in WAL and ``synchronous=FULL``; both send the same bodies of about 2 KB.
The loop posts one commit at a time to a small threaded ``http.server`` that stores it; ours goes through ``SyncLoop``,
signatures and receipts checked.
"""

from __future__ import annotations

import http.server
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import requests

from tests.bench import peers
from tests.sync.support import ROOT, Province, Window, loop_of, received

OURS = 3000
THEIRS = 600
ROUNDS = 3
BAR = 2500.0
"""Commits per second that must be reached."""
_NOTE = "申请材料齐全，符合法定形式。" * 30


def measure() -> list[dict[str, Any]]:
    """One figure: commits per second, median of three rounds, and its ratio to the loop in the same run."""
    ours: list[float] = []
    spent: list[float] = []
    theirs: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        province = Province.start(Path(folder) / "platform.db")
        try:
            with plain_server(Path(folder) / "plain.db") as url:
                for _ in range(ROUNDS):
                    push = push_all(province, filled(OURS))
                    before = cpu_seconds(province.process.pid) + time.process_time()
                    ours.append(OURS / timed(push))
                    spent.append(cpu_seconds(province.process.pid) + time.process_time() - before)
                    theirs.append(THEIRS / timed(post_each(url, filled(THEIRS))))
        finally:
            province.stop()
    value, against = statistics.median(ours), statistics.median(theirs)
    others = _pouch() if peers.asked() else {}
    return [
        {
            "name": "push commits",
            "value": round(value, 1),
            "unit": "commits/s",
            "n": OURS * ROUNDS,
            "against": {"requests.Session loop": round(against, 1)} | others,
            "ratio": round(value / against, 2),
            "bar": f">= {BAR:.0f} commits/s",
            "holds": value >= BAR,
            "cpu_ms_per_commit": round(statistics.median(spent) / OURS * 1000, 3),
            "load": round(os.getloadavg()[0], 1),
        }
    ]


def _pouch() -> dict[str, float]:
    with peers.pouch() as pouch:
        return {peers.NAME: round(statistics.median(pouch.push(filled(OURS).commits) for _ in range(ROUNDS)), 1)}


def filled(count: int) -> Window:
    """A window with ``count`` commits waiting, each a case of its own."""
    window = Window()
    for n in range(count):
        paper = {"document_id": str(uuid4()), "kind": "D01", "number": f"{window.device}-{n}"}
        window.write(uuid4(), ("received", received() | {"note": _NOTE}), ("paper_issued", paper))
    return window


def push_all(province: Province, window: Window) -> Callable[[], None]:
    """One step of the loop, with everything in it."""

    def run() -> None:
        with closing(province.platform(window)) as platform:
            result = loop_of(platform, window).run_once()
        if not result.ok or result.pushed != len(window.commits) or result.parked:
            raise RuntimeError(f"not all arrived: {result}")

    return run


def post_each(url: str, window: Window) -> Callable[[], None]:
    """One request per commit over one kept connection."""

    def run() -> None:
        with requests.Session() as session:
            session.trust_env = False
            for commit in window.commits:
                answer = session.post(url, json={"id": str(commit.id), "body": commit.body}, timeout=10)
                answer.raise_for_status()

    return run


def cpu_seconds(pid: int) -> float:
    """What a process has used of its cores so far: that part of the figure is ours, however busy the machine is."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def timed(run: Callable[[], None]) -> float:
    """Seconds."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


@contextmanager
def plain_server(db: Path) -> Iterator[str]:
    """The other side of the loop, in a process of its own; gives its URL."""
    command = [sys.executable, "-m", "tests.bench.bench_push", str(db)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}/"
    finally:
        process.terminate()
        process.wait(10)
        if process.stdout is not None:
            process.stdout.close()


def serve_plainly(db: str) -> None:
    """Store each posted commit in a transaction of its own, then say 200."""
    with closing(sqlite3.connect(db, isolation_level=None, check_same_thread=False)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE commits (id TEXT PRIMARY KEY, body TEXT NOT NULL)")

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # one packet per answer: else Nagle and delayed acknowledgements cost 40 ms each
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                connection.execute("INSERT INTO commits VALUES (?, ?)", (sent["id"], sent["body"]))
                self.send_response(200)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, format: str, *args: Any) -> None:
                pass

        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            print(server.server_address[1], flush=True)
            server.serve_forever()


if __name__ == "__main__":
    serve_plainly(sys.argv[1])
