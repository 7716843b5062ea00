"""The pages of a working day: checks, shifts, visits, the paper pad, figures, accounts. Reached from their places."""
