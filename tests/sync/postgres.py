"""A real PostgreSQL of our own on the loopback interface, in a folder of the test."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

_HOMES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


def why_not() -> str:
    """Why no PostgreSQL can be started here; empty when one can."""
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return "psycopg is not installed"
    return "" if _HOMES else "no PostgreSQL server is installed"


@contextmanager
def server(more: Sequence[str] = ()) -> Iterator[str]:
    """Start one, give its SQLAlchemy URL, stop it. It refuses to run as root, so another user runs it then.

    ``more``: further words of its command line.
    """
    home = _HOMES[-1]
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    # Not under the folder of the tests: only its owner may enter that.
    with tempfile.TemporaryDirectory(prefix="zc-postgres-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        data = folder / "data"
        data.mkdir()
        if os.geteuid() == 0:
            shutil.chown(data, user)
        _run(user, str(home / "initdb"), "-D", str(data), "-U", "zc", "-A", "trust", "-E", "UTF8", "-N")
        options = " ".join(["-p", str(port), "-c listen_addresses=127.0.0.1 -c unix_socket_directories=", *more])
        control = (str(home / "pg_ctl"), "-D", str(data), "-w")
        _run(user, *control, "-l", str(data / "log"), "-o", options, "start")
        try:
            yield f"postgresql+psycopg://zc@127.0.0.1:{port}/postgres"
        finally:
            _run(user, *control, "-m", "immediate", "stop")


def tool(name: str) -> str:
    """Path of a program that comes with the server."""
    return str(_HOMES[-1] / name)


def database_of(url: str, name: str) -> str:
    """A new, empty database on the same server."""
    from sqlalchemy import create_engine

    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    engine.dispose()
    return url.rsplit("/", 1)[0] + f"/{name}"


def _run(user: str, *command: str) -> None:
    as_user = user if os.geteuid() == 0 else None
    done = subprocess.run(
        command, user=as_user, capture_output=True, text=True, timeout=60, check=False, cwd="/"
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stdout}{done.stderr}")
