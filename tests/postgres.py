"""A throw-away PostgreSQL on this machine: one cluster for each test process, gone when the process is.

It listens on this machine only, with TLS where it is asked for, and never waits for the disk. Where
PostgreSQL's programs are missing, the tests that need one are skipped and say so.
"""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import socket
import subprocess
import tempfile
from collections import deque
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from db import migrate
from db.engine import writing
from db.server import HOME, Server, make_schema, open_server

ROOT_USER = "postgres"
BIRTH = """
cd "$1" && exec 2>"$1/log"
initdb -D data -U shijibu -A trust -E UTF8 --locale=C --no-sync >/dev/null || exit 1
postgres -D data -k "$1" -p "$2" -c listen_addresses=127.0.0.1 -c ssl=on \
    -c ssl_cert_file="$1/server.crt" -c ssl_key_file="$1/server.key" \
    -c fsync=off -c full_page_writes=off -c synchronous_commit=off \
    -c shared_buffers=32MB -c max_connections=60 -c autovacuum=off -c jit=off >/dev/null &
server=$!
until pg_isready -q -h "$1" -p "$2"; do
    kill -0 $server || exit 1
    sleep 0.05
done
echo ready
cat >/dev/null
kill -QUIT $server
wait $server
rm -rf "$1"
"""
"""Makes a cluster in a folder and keeps it until whoever asked for it closes the pipe, or is killed."""


def programs() -> Path | None:
    """The folder of PostgreSQL's programs; None where it is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if found:
        return found[-1].parent
    there = shutil.which("initdb")
    return Path(there).parent if there else None


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def make_certificate(folder: Path, name: str = "localhost") -> None:
    """Write a certificate that vouches for itself, with its key, as `server.crt` and `server.key`."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(1)).not_valid_after(now + timedelta(30))
    names = x509.SubjectAlternativeName([x509.DNSName(name)])
    signed = made.add_extension(names, critical=False).sign(key, hashes.SHA256())
    (folder / "server.crt").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    (folder / "server.key").touch(mode=0o600)
    (folder / "server.key").write_bytes(key.private_bytes(pem, pkcs8, serialization.NoEncryption()))


class Cluster:
    """A running PostgreSQL with an empty, migrated database for whoever asks."""

    def __init__(self, programs: Path):
        self.folder = Path(tempfile.mkdtemp(prefix="shijibu-postgres-"))
        self.port = free_port()
        self.root = self.folder / "server.crt"
        make_certificate(self.folder)
        as_root = os.geteuid() == 0
        if as_root:  # PostgreSQL refuses to run as root
            for path in (self.folder, *self.folder.iterdir()):
                shutil.chown(path, ROOT_USER)
        self._keeper = subprocess.Popen(
            ["sh", "-c", BIRTH, "sh", str(self.folder), str(self.port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PATH": f"{programs}:{os.environ['PATH']}", "LC_ALL": "C"},
            user=ROOT_USER if as_root else None,
            start_new_session=True,
        )
        assert self._keeper.stdout.readline() == b"ready\n", (self.folder / "log").read_text()
        atexit.register(self.close)
        self._count = 0
        self._clean: deque[str] = deque()
        self._used: list[str] = []
        self._copies: list[str] = []

    def close(self) -> None:
        """Stop it and wait until its folder is gone."""
        self._keeper.stdin.close()
        self._keeper.stdout.close()
        self._keeper.wait(60)

    def server(self, database: str = "postgres", **changes) -> Server:
        """How to come into one of its databases."""
        way = {"host": str(self.folder), "port": self.port, "database": database, "user": "shijibu"}
        return Server(**(way | {"password": ""} | changes))

    def bare(self) -> Server:
        """A new database without a table, for tests of what makes them."""
        self._count += 1
        name = f"bare_{self._count}"
        with self.admin() as admin:
            admin.execute(f"CREATE DATABASE {name}")
        return self.server(name)

    def lend(self) -> Server:
        """A migrated database without rows, until `take_back`."""
        name = self._clean.popleft() if self._clean else self._copy(self._template)
        self._used.append(name)
        return self.server(name)

    def keep(self) -> Server:
        """A migrated database without rows, for good."""
        return self.server(self._copy(self._template))

    def copy_of(self, database: str) -> Server:
        """A copy of a database, until `take_back`."""
        name = self._copy(database)
        self._copies.append(name)
        return self.server(name)

    def take_back(self) -> None:
        """Empty every lent database, and drop the copies."""
        for name in self._copies:
            with self.admin() as admin:
                admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
        self._copies.clear()
        for name in self._used:
            with self.admin(name) as admin:
                if self._wipe(admin):
                    self._clean.append(name)
        self._used.clear()

    def _wipe(self, admin: psycopg.Connection) -> bool:
        """Remove all rows; False where a test has left other tables than it was given."""
        schemas = admin.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'shijibu%'").fetchall()
        if schemas != [(HOME,)] or self._tables(admin) != self._columns:
            return False
        statements = [f'DELETE FROM {HOME}."{name}"' for name in self._names]  # noqa: S608 - our own names
        statements.append(f"UPDATE {HOME}.alembic_version SET version_num = '{migrate.HEAD}'")  # noqa: S608
        # The journal lets nobody delete who does not say that this is a replica.
        admin.execute(";".join(["SET session_replication_role = replica", *statements]))
        return True

    def _tables(self, admin: psycopg.Connection) -> list[tuple[str, str]]:
        return admin.execute(
            "SELECT table_name::text, column_name::text FROM information_schema.columns "
            "WHERE table_schema = %s UNION ALL SELECT tgname::text, tgenabled::text FROM pg_trigger "
            "WHERE NOT tgisinternal ORDER BY 1, 2",
            [HOME],
        ).fetchall()

    def _copy(self, template: str) -> str:
        self._count += 1
        name = f"office_{self._count}"
        with self.admin() as admin:
            admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return name

    @functools.cached_property
    def _template(self) -> str:
        """The name of a migrated database without rows, which nobody opens."""
        server = self.bare()
        engine = open_server(server)
        with writing(engine).begin() as connection:
            make_schema(connection, HOME)
        migrate.upgrade(engine)
        engine.dispose()
        with self.admin(server.database) as admin:
            self._columns = self._tables(admin)
            found = admin.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [HOME])
            self._names = sorted(name for (name,) in found if name != "alembic_version")
        return server.database

    def admin(self, database: str = "postgres") -> psycopg.Connection:
        """A bare connection of whoever may everything."""
        place = {"host": str(self.folder), "port": self.port, "dbname": database}
        return psycopg.connect(**place, user="shijibu", autocommit=True)


class Filled:
    """A database with rows that is copied for each test; `template` is to be filled, then left alone."""

    def __init__(self):
        self._cluster = cluster()
        self.template = self._cluster.keep()

    def copy(self) -> Server:
        """A copy of its own, gone when the test is over."""
        return self._cluster.copy_of(self.template.database)


@functools.cache
def cluster() -> Cluster:
    """The cluster of this process, started when it is first asked for; skips the test where there is none."""
    found = programs()
    if found is None:
        pytest.skip("PostgreSQL's programs are not installed")
    return Cluster(found)
