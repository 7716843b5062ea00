"""社会保障卡 over PC/SC: pure protocol, thin driver, simulated card."""
