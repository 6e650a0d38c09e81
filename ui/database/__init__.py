"""数据库: where the office's data are, moving them, and the server's own backup."""
