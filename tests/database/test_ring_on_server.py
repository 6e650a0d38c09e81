"""The key ring in the server's door: several PCs change it at once and nothing of it is lost."""

from datetime import date
from threading import Thread

import pytest

from app.accounts import keyring, keyring_file
from app.accounts.keyring import KeyRing, TooSoon, WrongPassphrase
from app.accounts.keyring_file import DamagedKeyRing
from app.errors import UserError
from db.engine import writing
from db.server import beside, fit_door, keep_ring_text, open_server
from tests import postgres
from tests.builders import moment
from tests.installations import QUICK

NOW = moment(date(2026, 3, 28))


@pytest.fixture(autouse=True)
def _quick_derivations(monkeypatch):
    monkeypatch.setattr(keyring, "COST", QUICK)


@pytest.fixture
def ring(tmp_path):
    """A ring in the door of a server; its recovery key is `ring_key`."""
    cluster = postgres.cluster()
    engine = open_server(cluster.lend())
    made, ring.key = keyring.found(tmp_path)
    made.give("jingban", "Clerk-2026", one_time=False)
    with writing(engine).begin() as connection:
        fit_door(connection, keyring_file.text_of(tmp_path), "")
    yield KeyRing(tmp_path / "other", made.key, server=engine)
    engine.dispose()
    cluster.take_back()


def unlock(ring, passphrase, username="jingban"):
    return keyring.unlock(ring.folder, username, passphrase, NOW, ring.server)


def test_the_ring_opens_from_the_server(ring):
    assert unlock(ring, "Clerk-2026").ring == ring


def test_two_pcs_that_give_at_once_both_give(ring):
    names = [f"person{number}" for number in range(6)]
    threads = [
        Thread(target=ring.give, args=(name, f"Wort-{name}-26"), kwargs={"one_time": True}) for name in names
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ring.names() == {"jingban": False} | dict.fromkeys(names, True)


def test_wrong_tries_at_all_pcs_are_counted_together(ring):
    def wrong():
        with pytest.raises((WrongPassphrase, TooSoon)):
            unlock(ring, "falsch")

    threads = [Thread(target=wrong) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with pytest.raises(TooSoon):
        unlock(ring, "Clerk-2026")


def test_giving_does_not_wait_for_a_writer(ring):
    with writing(ring.server).begin():
        ring.give("neu", "Wort-neu-26", one_time=True)
    ring.take("neu", "unbekannt")
    assert set(ring.names()) == {"jingban"}


def test_the_recovery_key_opens_it_there_too(ring):
    new = ring.renew_recovery()
    assert keyring.unlock_with_recovery(ring.folder, new, ring.server) == ring
    with pytest.raises(UserError):
        keyring.unlock_with_recovery(ring.folder, "AAAA-AAAA", ring.server)


def test_a_ring_that_was_tampered_with_is_told(ring):
    with beside(ring.server).begin() as connection:
        keep_ring_text(connection, b"{}")
    with pytest.raises(DamagedKeyRing, match="服务器上的钥匙已损坏"):
        unlock(ring, "Clerk-2026")
