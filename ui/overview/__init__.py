"""The tab 总览."""
