"""Every kind of work that is killed."""

from tests.crash import exchanging, scenarios

SCENARIOS: dict[str, scenarios.Scenario] = scenarios.SCENARIOS | exchanging.SCENARIOS
