"""Receipt printers (小票机) that speak ESC/POS over TCP or a serial line."""
