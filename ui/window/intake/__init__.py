"""The intake page in parts: what is typed, what follows from it, and the four panes."""
