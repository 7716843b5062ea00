"""The law ledger: which test proves which duty, and that it fails when the rule is taken out."""
