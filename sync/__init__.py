"""The line to the province: wire models, client loop, reference platform."""
