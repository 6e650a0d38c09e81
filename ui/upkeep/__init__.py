"""备份与体检: backups, taking one back, and the examination of the installation."""
