"""Card readers, scanners and pads: pure protocol, thin driver, shipped simulator."""
