"""The page of one case (办件页): its outward steps, materials, papers and events, and what may be done next."""
