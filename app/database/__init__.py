"""Where the office's data are: this PC's encrypted file, or the PostgreSQL of the office."""
