"""From typed document to page to printer, and what the printer really did."""
