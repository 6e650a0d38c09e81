"""The tab 月报告."""
