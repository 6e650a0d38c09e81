"""The monthly notice: posting, the seven-workday clock, remarks, papers and the public page (D28–D32)."""
