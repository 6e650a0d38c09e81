"""The overview: what is to be done today, the lights of every cadre and month, the search."""
