"""Encrypted SQLite, unit of work, blobs, keys, search index, second copy; decides nothing."""
