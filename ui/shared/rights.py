"""What an account is offered; every action checks its roles again itself."""

from __future__ import annotations

from app.office import BUSINESS, Login
from app.vocabulary import Role


def sees_work(login: Login) -> bool:
    """Tell whether the account may see the cadres' work at all; administrator and auditor may not."""
    return not login.roles.isdisjoint(BUSINESS)


def runs_unit(login: Login) -> bool:
    """Tell whether the account works for the whole unit (clerk, head), not only on the own report."""
    return not login.roles.isdisjoint({Role.CLERK, Role.HEAD})
