"""Publishing a catalogue at the command line: ``zongchuang platform catalogue FILE --version V``."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from sync.platform.catalogue import publish, read_rows
from sync.platform.database import open_database
from sync.platform.staff_facts import StaffError


def add_catalogue_command(command: argparse.ArgumentParser) -> None:
    """Describe ``catalogue`` to the command line of the platform."""
    command.add_argument("file", type=Path, help="zongchuang catalogue export 写出的文件")
    command.add_argument("--version", required=True, help="目录版本，如 2026-11-26")


def run_catalogue(given: argparse.Namespace) -> int:
    """Returns 0, 1 when it was refused."""
    database = open_database(given.db)
    try:
        done = publish(database, given.version, read_rows(given.file), time.time_ns() // 1_000_000)
        answer = done.model_dump()
    except StaffError as error:
        answer = {"refused": error.code, "detail": error.detail, "words": error.words}
    except (ValueError, OSError) as error:
        answer = {"refused": "usage", "detail": str(error), "words": f"文件或者版本不对：{error}"}
    finally:
        database.close()
    sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    sys.stdout.flush()
    return 1 if "refused" in answer else 0
