"""The tab 月公示."""
