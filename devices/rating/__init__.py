"""Rating pads (评价器): five keys towards the citizen, on a serial line."""
