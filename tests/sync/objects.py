"""A real S3 server on the loopback interface, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec

from sync.platform.blob_store import S3_KEY_VARIABLE, S3_SECRET_VARIABLE
from sync.platform.s3 import S3, Place

KEY, SECRET = "test-key", "test-secret"
ENVIRONMENT = {S3_KEY_VARIABLE: KEY, S3_SECRET_VARIABLE: SECRET}
_SERVE = """
import sys
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.read()
server.stop()
"""


def why_not() -> str:
    """Why none can be started here; empty when one can."""
    return "" if find_spec("moto") and find_spec("flask") else "moto[s3] with flask is not installed"


@contextmanager
def server() -> Iterator[str]:
    """Start one with an empty bucket ``scans``; give ``host:port``; stop it."""
    environment = {**os.environ, "MOTO_S3_CUSTOM_ENDPOINTS": "", "AWS_EC2_METADATA_DISABLED": "true"}
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env=environment, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdin is not None and process.stdout is not None
    try:
        host = f"127.0.0.1:{int(process.stdout.readline())}"
        client = bucket(host)
        client._ask("PUT", "")
        client.close()
        yield host
    finally:
        process.stdin.close()
        process.wait(60)
        process.stdout.close()


def bucket(host: str) -> S3:
    """The bucket ``scans`` of a server."""
    return S3(Place(host, "scans", tls=False), KEY, SECRET)
