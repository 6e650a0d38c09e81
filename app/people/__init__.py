"""Units, cadres, the posts they hold over time, and approved exemptions."""
