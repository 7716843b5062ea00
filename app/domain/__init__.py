"""Pure values and decisions of a case (办件); imports nothing but the standard library."""
