"""目标计划: the year's targets split by month, and each month's plans (D12–D14)."""
