"""The program under the replay: takes cases in and says each one once its saving returned.

A refusal in words (a full or dying disk) is told by its code on stderr and the next case is tried, as a clerk would.
"""

from __future__ import annotations

import sys
from pathlib import Path

from app.errors import UserFacingError
from tests.bench.profile import applicant, nurse_intake
from ui.bootstrap import Settings, open_workplace

CASES = 24


def main(profile: Path, synchronous: str, cases: int = CASES) -> None:
    """Save ``cases`` intakes; ``synchronous`` other than FULL is the control."""
    at = open_workplace(Settings(profile=profile, rehearsal=True))
    at.rehearsal_session()
    with at.database.write.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute(f"PRAGMA synchronous = {synchronous}")
        # Small, so that the log is folded into the file several times on the way.
        driver.execute("PRAGMA wal_autocheckpoint = 150")
    for n in range(cases):
        try:
            case = at.office.receive(at.office.new_draft(), *nurse_intake(at, applicant(n))).case
        except UserFacingError as error:
            sys.stderr.write(f"{error.code}\n")
            continue
        sys.stdout.buffer.write(case.id.hex.encode() + b"\n")
        sys.stdout.buffer.flush()
    at.close()


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), sys.argv[2], *map(int, sys.argv[3:]))
    except UserFacingError as refusal:
        sys.stderr.write(f"{refusal.code}\n")
        sys.exit(1)
