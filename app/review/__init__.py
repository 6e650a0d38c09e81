"""The county's review: inbox, filing and returning forms, reminders, waivers, shared credit (D26, D61)."""
