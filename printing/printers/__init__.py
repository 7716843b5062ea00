"""Ways to get paper: a folder, any CUPS queue."""
