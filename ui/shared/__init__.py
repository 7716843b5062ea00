"""Widgets, theme and texts that every face uses."""
