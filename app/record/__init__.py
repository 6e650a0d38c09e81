"""实绩信息库: a cadre over the years, with the source of every number (D27, D77b)."""
