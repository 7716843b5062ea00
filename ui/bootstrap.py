"""The only place where the program is put together: it builds every adapter and hands it on."""

from __future__ import annotations
