"""Scanners of paper: SANE in a process that can be ended, a watched folder, and what is done to the pages."""
