"""``python -m sync.platform …``."""

from __future__ import annotations

import sys

from sync.platform.main import main

if __name__ == "__main__":
    sys.exit(main())
