"""Tabs of the county: 县级审核 and 呈阅汇总."""
