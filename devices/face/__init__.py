"""实人核验: a live picture against the portrait of a card, by an engine in a process of its own."""
