"""对面屏: what the citizen sees, confirms, signs and rates."""
