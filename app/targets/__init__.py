"""Annual targets, their split by month, and each month's plan (D12–D14)."""
