"""PouchDB 9 → express-pouchdb 4, both real processes, for ``make bench-peers`` alone.

``npm`` puts them under ``$ZONGCHUANG_OUT/peers`` (``OUT/peers``) from ``package-lock.json``, with version and hash of
each of the 250 packages. Without ``ZONGCHUANG_BENCH_PEERS`` they are not measured; with it, a peer that cannot be
installed or run is an error.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from app.domain.records import StoredCommit

NAME = "PouchDB 9 → express-pouchdb 4"
_HERE = Path(__file__).parent
_LOCK = "package-lock.json"
_INSTALL_S, _RUN_S = 300, 120


def asked() -> bool:
    """Whether this run is to measure peers."""
    return bool(os.environ.get("ZONGCHUANG_BENCH_PEERS"))


@dataclass(frozen=True)
class Pouch:
    """A running express-pouchdb and the folder of everything it and its clients write."""

    home: Path
    folder: Path
    url: str

    def push(self, commits: Sequence[StoredCommit]) -> float:
        """Documents per second, one for each commit."""
        rows = [{"id": str(commit.id), "body": commit.body} for commit in commits]
        return len(rows) / self._replicate("documents", rows, 0)

    def send(self, scans: int, size: int) -> float:
        """Bytes per second of so many scans, an attachment each."""
        return scans * size / self._replicate("scans", _ids(scans), size)

    @property
    def port(self) -> int:
        """Of the server."""
        return int(self.url.rpartition(":")[2])

    def through(self, url: str) -> Pouch:
        """The same, reached at another address."""
        return replace(self, url=url)

    def delivers(self, size: int, seconds: int) -> bool:
        """Whether one scan arrives within so many seconds."""
        try:
            self._replicate("scans", _ids(1), size, seconds)
        except (subprocess.SubprocessError, RuntimeError):
            return False
        return True

    def _replicate(self, what: str, rows: Sequence[dict[str, str]], size: int, seconds: int = _RUN_S) -> float:
        given = self.folder / f"{uuid4().hex}.jsonl"
        given.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
        command = ["node", str(_HERE / "push.js"), str(self.home), what, self.url, str(given), str(size)]
        done = subprocess.run(
            command, cwd=self.folder, capture_output=True, text=True, timeout=seconds, check=True
        )
        said: dict[str, Any] = json.loads(done.stdout)
        if not said["ok"] or (said["written"], said["there"]) != (len(rows), len(rows)):
            raise RuntimeError(f"not all arrived at the peer: {said}")
        return float(said["seconds"])


def _ids(count: int) -> list[dict[str, str]]:
    return [{"id": str(uuid4()), "body": ""} for _ in range(count)]


@contextmanager
def pouch() -> Iterator[Pouch]:
    """Install what is missing, start the server, stop it."""
    home = _installed()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "data").mkdir()
        command = ["node", str(_HERE / "server.js"), str(home)]
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout is not None
            yield Pouch(home, folder, f"http://127.0.0.1:{int(process.stdout.readline())}")
        finally:
            process.terminate()
            process.wait(10)
            if process.stdout is not None:
                process.stdout.close()


def _installed() -> Path:
    home = Path(os.environ.get("ZONGCHUANG_OUT", "OUT")).resolve() / "peers"
    wanted = _HERE / _LOCK
    kept = home / _LOCK
    if kept.is_file() and kept.read_bytes() == wanted.read_bytes():
        return home
    home.mkdir(parents=True, exist_ok=True)
    draft = home / "draft"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    for name in ("package.json", _LOCK):
        shutil.copy(_HERE / name, draft / name)
    command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
    subprocess.run(command, cwd=draft, check=True, timeout=_INSTALL_S, capture_output=True)
    shutil.rmtree(home / "node_modules", ignore_errors=True)
    (draft / "node_modules").replace(home / "node_modules")
    # Last, so that a half-made installation is made again.
    (draft / _LOCK).replace(kept)
    shutil.rmtree(draft)
    return home
