"""Which pages an account gets; each is loaded when it is first opened, so that the window stands at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from app.office import Login
from app.vocabulary import Month, Role
from ui.main_window import StageEntry
from ui.shared import rights
from ui.shared.errands import Errands
from ui.shared.stage import Stage

Restore = Callable[[Path], object]


def late(place: str, **more: Any) -> Callable[[Errands, Month], Stage]:  # noqa: ANN401 - the class's own
    """Return what makes the stage `module:Class` once it is opened."""
    module, _, name = place.partition(":")

    def make(errands: Errands, month: Month) -> Stage:
        stage: Stage = getattr(import_module(module), name)(errands, month, **more)
        return stage

    return make


WORK = (
    StageEntry("overview", "总览", late("ui.overview.stage:OverviewStage")),
    StageEntry("targets", "目标计划", late("ui.targets.stage:TargetsStage")),
    StageEntry("monthly", "月报告", late("ui.monthly.stage:MonthlyStage")),
    StageEntry("notices", "月公示", late("ui.notices.stage:NoticesStage")),
)
PEOPLE = StageEntry("people", "人员与机构", late("ui.people.stage:PeopleStage"), "Ctrl+Shift+R")
ACCOUNTS = StageEntry("accounts", "账户", late("ui.accounts.stage:AccountsStage"))
CREDENTIALS = StageEntry("credentials", "签名证书", late("ui.settings.credentials_stage:CredentialsStage"))
SETTINGS = StageEntry("settings", "设置", late("ui.settings.stage:SettingsStage"))
WORKDAYS = StageEntry("workdays", "节假日", late("ui.settings.workdays_stage:WorkdaysStage"))
JOURNAL = StageEntry("history", "操作记录", late("ui.history.stage:JournalStage"))


def pages_of(
    login: Login, restore: Restore | None = None, leave: Callable[[], object] | None = None
) -> tuple[Sequence[StageEntry], Sequence[StageEntry]]:
    """Return an account's stages, and its pages in the menu.

    `restore` leaves to take a backup back, `leave` because the data have moved.
    """
    database = StageEntry("database", "数据库", late("ui.database.stage:DatabaseStage", leave=leave))
    upkeep = StageEntry("upkeep", "备份与体检", late("ui.upkeep.stage:UpkeepStage", restore=restore))
    if rights.runs_unit(login):
        return WORK, (PEOPLE, ACCOUNTS, CREDENTIALS, SETTINGS, WORKDAYS, upkeep)
    if rights.sees_work(login):
        return WORK, (PEOPLE, ACCOUNTS, CREDENTIALS, SETTINGS, WORKDAYS)
    if Role.ADMIN in login.roles:
        return (ACCOUNTS, CREDENTIALS, SETTINGS, WORKDAYS, upkeep, database, JOURNAL), ()
    return (JOURNAL,), (ACCOUNTS,)
