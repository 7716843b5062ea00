"""Where the frozen program begins; helpers of the program are this same file with a subcommand."""

from __future__ import annotations

import multiprocessing
import sys

from ui.cli import main

if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(main())
