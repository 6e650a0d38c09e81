"""What every stage of the window is made of: errands, problems, the look, and the common pieces."""
