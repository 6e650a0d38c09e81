"""Which pages an account gets; each is loaded when it is first opened, so that the window stands at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from app.later import later
from app.office import Login
from app.vocabulary import Role, StationKind
from ui.main_window import StageEntry
from ui.shared import rights

Restore = Callable[[Path], object]

RECORD = StageEntry("record", "实绩信息库", later("ui.record.stage:RecordStage"))
WORK = (
    StageEntry("overview", "总览", later("ui.overview.stage:OverviewStage")),
    StageEntry("targets", "目标计划", later("ui.targets.stage:TargetsStage")),
    StageEntry("monthly", "月报告", later("ui.monthly.stage:MonthlyStage")),
    StageEntry("notices", "月公示", later("ui.notices.stage:NoticesStage")),
    RECORD,
)
EXCHANGE = StageEntry("exchange", "数据交换", later("ui.exchange.stage:exchange_stage"))
COUNTY = (
    StageEntry("overview", "总览", later("ui.overview.stage:OverviewStage")),
    StageEntry("review", "县级审核", later("ui.review.stage:ReviewStage")),
    StageEntry("digest", "呈阅汇总", later("ui.review.digest_stage:DigestStage")),
    RECORD,
)
"""What the county works in; the units' own tabs are not shown there."""
REMARKS = StageEntry("remarks", "领导批示", later("ui.review.remarks_stage:RemarksStage"))
"""What the county's leaders wrote, at a unit; the county has it in its digest."""
PEOPLE = StageEntry("people", "人员与机构", later("ui.people.stage:PeopleStage"), "Ctrl+Shift+R")
ACCOUNTS = StageEntry("accounts", "账户", later("ui.accounts.stage:AccountsStage"))
CREDENTIALS = StageEntry("credentials", "签名证书", later("ui.settings.credentials_stage:CredentialsStage"))
SETTINGS = StageEntry("settings", "设置", later("ui.settings.stage:SettingsStage"))
WORKDAYS = StageEntry("workdays", "节假日", later("ui.settings.workdays_stage:WorkdaysStage"))
UPKEEP = later("ui.upkeep.stage:UpkeepStage")
JOURNAL = StageEntry("history", "操作记录", later("ui.history.stage:JournalStage"))


def pages_of(
    login: Login,
    kind: StationKind,
    restore: Restore | None = None,
    leave: Callable[[], object] | None = None,
) -> tuple[Sequence[StageEntry], Sequence[StageEntry]]:
    """Return an account's stages, and its pages in the menu.

    `restore` leaves to take a backup back, `leave` because the data have moved.
    """
    work = COUNTY if kind is StationKind.COUNTY else WORK
    database = StageEntry(
        "database", "数据库", partial(later("ui.database.stage:DatabaseStage"), leave=leave)
    )
    upkeep = StageEntry(
        "upkeep", "备份与体检", partial(later("ui.upkeep.stage:UpkeepStage"), restore=restore)
    )
    if rights.runs_unit(login):
        remarks = () if kind is StationKind.COUNTY else (REMARKS,)
        return (*work, EXCHANGE), (*remarks, PEOPLE, ACCOUNTS, CREDENTIALS, SETTINGS, WORKDAYS, upkeep)
    if rights.sees_work(login):
        return work, (PEOPLE, ACCOUNTS, CREDENTIALS, SETTINGS, WORKDAYS)
    if Role.ADMIN in login.roles:
        return (ACCOUNTS, CREDENTIALS, SETTINGS, WORKDAYS, upkeep, database, JOURNAL), ()
    return (JOURNAL,), (ACCOUNTS,)
