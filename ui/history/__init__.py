"""The journal on the screen: the history of one record, and 操作记录 for auditor and administrator."""
