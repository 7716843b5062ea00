"""The house rules, as tests that can fail."""
