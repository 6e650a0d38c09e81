"""The office: an open installation with a door for reading and one for writing (architecture.md §3)."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial

from sqlalchemy import Engine, event, func, select
from sqlalchemy.exc import DatabaseError, IntegrityError, NoResultFound
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.orm.exc import StaleDataError

from app.accounts.keyring import KeyRing
from app.clock import Clock
from app.database.problems import file_problem, server_problem
from app.errors import Conflict, EnvironmentProblem, NotAllowed, UserError
from app.history.rules import title
from app.rulebook import DEFAULTS, Rulebook, from_version, in_force
from app.vocabulary import Month, Owner, Role, StationKind
from app.workdays import Calendar, CalendarRows, DayKind, SpecialDay, YearStatus
from app.workdays import CalendarYear as YearLine
from db import migrate
from db.base import Recorded
from db.clashes import Overtaken, refuse_overtaken
from db.engine import writing
from db.journal import Change, Recorder, Stamp, written_table
from db.server import is_server
from db.tables import RECORDED
from db.tables.journal import JournalEntry, JournalSubject
from db.tables.office import CalendarDay, CalendarYear, RulebookVersion, Station

logger = logging.getLogger("shijibu")

UPGRADE = "请先升级本程序。"
COUNTY_TABLES = frozenset(name for name, kind in RECORDED.items() if kind.owner is Owner.COUNTY)
BUSINESS = frozenset({Role.CLERK, Role.CADRE, Role.HEAD})
Listener = Callable[[frozenset[str]], None]


@dataclass(frozen=True, slots=True)
class Login:
    """The account at work."""

    account_id: str
    username: str
    name: str
    roles: frozenset[Role]
    unit_id: str | None = None
    cadre_id: str | None = None

    @property
    def signature(self) -> str:
        """How the journal names the account: two people may share a name, never a username."""
        return f"{self.name}（{self.username}）"


@dataclass(frozen=True, slots=True)
class StationCard:
    """This installation."""

    id: str
    kind: StationKind
    name: str
    unit_id: str | None
    incarnation: str
    linked: bool = False
    """A unit whose list of people, rule book and calendar the county keeps (exchange.md §1)."""


class Reader:
    """A snapshot of the database with everything a view may ask; never writes."""

    def __init__(self, session: Session, office: Office) -> None:
        self.session = session
        self.login = office.login
        self.station = office.station
        self.keyring = office.keyring
        self.now: datetime = office.clock.now()
        self.today: date = office.clock.today()
        self._number: int | None = None
        self._rulebooks: list[Rulebook] | None = None
        self._calendar: Calendar | None = None

    def require(self, *roles: Role, cadre_id: str | None = None) -> None:
        """Raise `NotAllowed` unless the account has one of the roles, or is the cadre concerned."""
        if not self.may(*roles, cadre_id=cadre_id):
            wanted = "、".join(role.label for role in roles) or "本人"
            raise NotAllowed(f"此操作需要“{wanted}”身份。", next_step="请换有权限的账户登录。")

    def may(self, *roles: Role, cadre_id: str | None = None) -> bool:
        """Tell whether `require` would pass."""
        own = cadre_id is not None and Role.CADRE in self.login.roles and cadre_id == self.login.cadre_id
        return own or not self.login.roles.isdisjoint(roles)

    def require_business(self) -> None:
        """Raise `NotAllowed` for accounts that may not see the cadres' work (admin, auditor)."""
        self.require(*sorted(BUSINESS))

    def journal_number(self) -> int:
        """Return the number of the last journal entry of this snapshot."""
        if self._number is None:
            self._number = self.session.scalar(select(func.max(JournalEntry.seq))) or 0
        return self._number

    def rulebooks(self) -> list[Rulebook]:
        """Return every published version."""
        if self._rulebooks is None:
            rows = self.session.scalars(select(RulebookVersion).order_by(RulebookVersion.number))
            self._rulebooks = [from_version(row) for row in rows]
        return self._rulebooks

    def rulebook(self, at: date | Month) -> Rulebook:
        """Return the rule book in force on a day, or for a reported month (its first day)."""
        return in_force(self.rulebooks(), at.first_day if isinstance(at, Month) else at)

    def rulebook_kept(self, number: int, month: Month) -> Rulebook:
        """Return the version that a result was stored with; the month's where it is not known here."""
        known = (one for one in (DEFAULTS, *self.rulebooks()) if one.number == number)
        return next(known, None) or self.rulebook(month)

    def calendar(self) -> Calendar:
        """Return the table of working days (domain.md §9)."""
        if self._calendar is None:
            days = self.session.execute(select(CalendarDay.day, CalendarDay.kind, CalendarDay.label))
            years = self.session.execute(select(CalendarYear.year, CalendarYear.status, CalendarYear.source))
            rows = CalendarRows(
                years=tuple(YearLine(year, YearStatus(status), source) for year, status, source in years),
                days=tuple(SpecialDay(day, DayKind(kind), label) for day, kind, label in days),
            )
            self._calendar = Calendar.of(rows)
        return self._calendar


class Work(Reader):
    """One write transaction: everything or nothing, one journal entry."""

    def __init__(self, session: Session, office: Office, recorder: Recorder) -> None:
        super().__init__(session, office)
        self._recorder = recorder
        self.from_county = False
        """Whether the transaction writes what the county decided."""
        self.compares = False
        """Whether what others changed since it was read is found at the end and shown in both versions."""

    def moved(self, row: Recorded | None, seen: int) -> bool:
        """Tell whether a row is not at the revision that was seen (0: none), unless that is compared."""
        return not self.compares and (row.revision if row else 0) != seen

    @property
    def title(self) -> str:
        """What the action is called, with what it concerned."""
        return title(self._recorder.stamp.action, self._recorder.subject)

    def describe(self, subject: str) -> None:
        """Say what the action concerned, for the journal and the undo line, e.g. `2026年3月 演示乙`."""
        self._recorder.subject = subject[:200]

    def remove(self, row: Recorded, own: Iterable[Recorded], refusal: UserError) -> None:
        """Delete a row after the rows that are only its `own`; raises `refusal` where others refer to it."""
        for part in own:
            self.session.delete(part)
        self.session.flush()
        self.session.delete(row)
        try:
            self.session.flush()
        except IntegrityError as error:
            raise refusal from error

    def require_own_rules(self) -> None:
        """Raise `NotAllowed` where the county publishes rule book and calendar for this unit."""
        if self.station.linked:
            raise NotAllowed("规则和工作日表由县考核办统一发布。", next_step="如需改动请与县考核办联系。")

    def keep_here(self) -> None:
        """Let what this transaction does to the county's rows stay here: it comes from the county."""
        self._recorder.staying = COUNTY_TABLES
        self.from_county = True

    def bring(self, changes: Iterable[Change]) -> None:
        """Tell the journal of rows that Core wrote from an exchange file; they stay here."""
        self._recorder.brought.extend(changes)

    def touch(self, tables: Iterable[str]) -> None:
        """Name tables that Core wrote to, so that the window reloads them."""
        self._recorder.tables.update(tables)

    def changes(self) -> list[Change]:
        """Return what the transaction has changed so far."""
        return self._recorder.changes(self.session)

    def undoing(self, seq: int) -> None:
        """Mark this transaction as the undoing of entry `seq`."""
        self._recorder.undoes = seq


@dataclass(slots=True)
class Office:
    """An open installation: its database, the account at work, the clock. The only composition root."""

    engine: Engine
    station: StationCard
    login: Login
    clock: Clock
    keyring: KeyRing
    held: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)
    """What is let go when the office closes: the lock of its folder."""
    moved: bool = False
    """Whether the data have moved to another place: what is written here now would be lost."""
    _listeners: list[Listener] = field(default_factory=list)
    _own: set[int] = field(default_factory=set)
    """Numbers of the journal entries written through this office."""
    _heard: int | None = None
    """The last journal entry whose tables were announced."""

    @property
    def shared(self) -> bool:
        """Whether other PCs may be at work on the same data."""
        return is_server(self.engine)

    @contextlib.contextmanager
    def read(self) -> Iterator[Reader]:
        """Lend a snapshot; anything that would write raises `RuntimeError`."""
        with plain_problems(), Session(self.engine, autoflush=False) as session:
            event.listen(session, "before_flush", _refuse_flush)
            event.listen(session, "do_orm_execute", _refuse_statement)
            yield Reader(session, self)

    @contextlib.contextmanager
    def write(self, action: str, seen: int | None = None) -> Iterator[Work]:
        """Lend one transaction named `action`; it is rolled back unless the block ends well.

        `seen`: the journal's number when what is now written over was read. Raises `Conflict`, with both
        versions, when somebody else has since changed the same; `EnvironmentProblem` for disk, lock, cable.
        """
        roles = ",".join(sorted(self.login.roles))
        stamp = Stamp(self.station.id, self.login.signature, roles, action)
        staying = COUNTY_TABLES if self.station.linked else frozenset()
        check = None if seen is None else partial(refuse_overtaken, seen=seen, own=self._own)
        recorder = Recorder(stamp, self.clock.now(), staying=staying, check=check)
        try:
            with plain_problems(), Session(writing(self.engine), expire_on_commit=False) as session:
                self._refuse_if_elsewhere(session)
                recorder.attach(session)
                work = Work(session, self, recorder)
                work.compares = seen is not None
                yield work
                if self.station.linked and not work.from_county:
                    _ask_county(work)
                session.commit()
        except Overtaken as overtaken:
            raise self._conflict(overtaken) from overtaken
        if recorder.seq is not None:
            self._own.add(recorder.seq)
            self._heard = recorder.seq if self._heard is None else self._heard
        if recorder.tables:
            self._announce(frozenset(recorder.tables))

    def _conflict(self, overtaken: Overtaken) -> Conflict:
        from app.history.clashes import conflict  # noqa: PLC0415 - history reads through the office's own doors

        with self.read() as reader:
            return conflict(reader, overtaken)

    def _refuse_if_elsewhere(self, session: Session) -> None:
        """Raise `EnvironmentProblem` where the data are no longer those that this office opened."""
        if self.moved:
            raise EnvironmentProblem("数据已移到别处。", next_step="请退出后重新登录。")
        if not self.shared:
            return
        version, incarnation = session.connection().execute(_VERSION_AND_INCARNATION).one()
        if version != migrate.HEAD:
            raise EnvironmentProblem("服务器上的数据已由新版本的程序升级。", next_step=UPGRADE)
        if incarnation not in {None, self.station.incarnation}:
            raise EnvironmentProblem("服务器上的数据刚从备份恢复过。", next_step="请退出后重新登录。")

    def look_around(self) -> None:
        """Announce the tables that other PCs have changed since the last time."""
        with self.read() as reader:
            last = reader.journal_number()
            since = last if self._heard is None else self._heard
            later = select(JournalSubject.seq, JournalSubject.table).where(JournalSubject.seq > since)
            changed = {table for seq, table in reader.session.execute(later) if seq not in self._own}
        self._heard = last
        if changed:
            self._announce(frozenset(changed))

    def _announce(self, changed: frozenset[str]) -> None:
        for listener in tuple(self._listeners):
            try:
                listener(changed)
            except Exception:  # the work is saved: nobody may be told that it is not
                logger.exception("a listener to changes failed")

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with the changed tables after each commit, on the writing thread.

        Returns the way out.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def renew_station(self, **changed: str | bool | None) -> None:
        """Take note of what changed about this installation."""
        self.station = replace(self.station, **changed)  # type: ignore[arg-type]

    def close(self) -> None:
        """Close every connection and let the folder go."""
        self.engine.dispose()
        self.held.close()


def _ask_county(work: Work) -> None:
    """Let a linked unit's changes of its list of people go to the county as requests."""
    from app.exchange.people_requests import ask_county  # noqa: PLC0415 - only where a county is

    ask_county(work)


_VERSION_AND_INCARNATION = select(
    select(migrate.VERSION.c.version_num).scalar_subquery(), select(Station.incarnation).scalar_subquery()
)


def _refuse_flush(*_: object) -> None:
    raise RuntimeError("a reader never writes")


def _refuse_statement(state: ORMExecuteState) -> None:
    if written_table(state) is not None:
        raise RuntimeError("a reader never writes")


@contextlib.contextmanager
def plain_problems() -> Iterator[None]:
    """Turn what the database raises into a `Conflict` or an `EnvironmentProblem`."""
    try:
        yield
    except StaleDataError as error:
        raise Conflict("这条记录刚被别人改过。", next_step="已保留您的输入，请刷新后核对再保存。") from error
    except NoResultFound as error:
        raise Conflict("这条记录已不存在，可能刚被删除。", next_step="请刷新后再操作。") from error
    except UnicodeDecodeError as error:
        raise EnvironmentProblem("数据库文件已损坏。", next_step="请运行“体检”并从备份恢复。") from error
    except IntegrityError:
        raise
    except DatabaseError as error:
        raise environment_problem(error) from error


def environment_problem(error: DatabaseError) -> EnvironmentProblem:
    """Turn a driver's complaint into one sentence with the next step."""
    said = str(error.orig).lower()
    state = getattr(error.orig, "sqlstate", "")
    return file_problem(said) if state == "" else server_problem(state, said)
