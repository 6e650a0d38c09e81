"""The journal read by people: a record's history, the auditor's list, undoing (architecture.md §4)."""
