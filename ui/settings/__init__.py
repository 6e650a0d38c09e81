"""What the office sets: rules, this PC, working days, signing certificates."""
