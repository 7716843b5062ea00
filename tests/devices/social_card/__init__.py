"""Social security cards."""
