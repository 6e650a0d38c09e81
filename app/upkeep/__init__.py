"""备份与体检: what the page shows of backups, and the report of an examination."""
