"""The pages of a working day, with keys as a person."""
