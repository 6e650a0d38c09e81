"""The tab 县级审核."""
