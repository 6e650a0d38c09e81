"""人员与机构: the unit's card, its people with their posts over time, exemptions, lists from spreadsheets."""
