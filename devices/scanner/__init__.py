"""QR and bar code scanners: what was scanned, from a serial line or typed in as if at a keyboard."""
