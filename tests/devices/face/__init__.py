"""Face check."""
