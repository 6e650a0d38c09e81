"""What every scenario has, and how a database is looked at after a kill."""

from datetime import date
from pathlib import Path
from typing import Protocol

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.accounts import keyring
from app.accounts.entering import enter
from app.clock import SetClock
from app.office import Office
from app.paths import DATABASE
from app.vocabulary import Month
from db.engine import open_engine
from db.health import orphans, page_faults
from db.journal import broken_links
from tests.builders import moment
from tests.installations import CLERK

TODAY = date(2026, 4, 2)
MARCH = Month(2026, 3)


class Acknowledge(Protocol):
    """Tells the test, beyond recall, that something was promised to the user."""

    def __call__(self, promise: str) -> None: ...


class Scenario(Protocol):
    """One kind of work that is killed."""

    def prepare(self, folder: Path) -> None:
        """Make what the work starts from."""

    def work(self, folder: Path, acknowledge: Acknowledge) -> None:
        """Work until killed; everything done is acknowledged after it is done."""

    def look(self, folder: Path, promises: list[str]) -> None:
        """Assert that what was promised (by all runs so far) is there, and that nothing is half."""


def key_of(folder: Path) -> bytes:
    return keyring.unlock(folder, CLERK.username, CLERK.passphrase, moment(TODAY)).ring.key


def come_in(folder: Path) -> Office:
    return enter(folder, CLERK.username, CLERK.passphrase, SetClock(moment(TODAY)))


def sound(folder: Path) -> Session:
    """A session on the database, which holds: pages, references, journal."""
    return holds(open_engine(folder / DATABASE, key_of(folder)))


def holds(engine: Engine) -> Session:
    """A session on an open database that holds."""
    assert page_faults(engine) == []
    assert orphans(engine) == []
    session = Session(engine)
    assert broken_links(session) == []
    return session


def closed(session: Session) -> None:
    session.close()
    session.bind.dispose()
