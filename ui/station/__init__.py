"""驿站: the face of the part-time helper in a township, a bank, a post office or a police post."""
