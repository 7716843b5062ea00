"""The window's end of the line: push, pull, resumable blobs, reconciliation."""
