"""One file per intention of a clerk: open a case, issue a notice, accept, hand over."""
