"""What the program is doing when it is killed, and what must hold of its data afterwards."""

import hashlib
import json
from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.credentials import credentials, issue_credential, trusted_certificates
from app.accounts.entering import Standing, enter, standing
from app.accounts.keyring import KeyRing
from app.backup import back_up, list_backups
from app.backup_file import check
from app.blobs import content
from app.clock import SetClock
from app.database.moving import move_to_file, move_to_server
from app.documents.files import save
from app.documents.verification import verify
from app.history.actions import undo
from app.history.views import undoable
from app.monthly.actions import open_report, save_report, submit_report, withdraw_report
from app.monthly.booklets import bind_booklet, sign_booklet
from app.monthly.text import ClauseText, ReportText
from app.paths import DATABASE
from app.restore import restore
from app.vocabulary import CredentialKind, Grade, PaperCopy, ReportState, Role, TaskSource
from db.engine import writing
from db.journal import broken_links
from db.server import HOME, Server, schemas
from db.tables.journal import JournalEntry
from db.tables.monthly import Booklet, Clause, Report
from db.tables.people import Cadre, Post, Unit
from tests import postgres
from tests.builders import moment
from tests.crash.exchanging import Exchanging
from tests.crash.looking import MARCH, TODAY, Scenario, closed, come_in, key_of, sound
from tests.installations import ADMIN, install


class Saving:
    """Cadres with their posts are added, two rows at a time."""

    def prepare(self, folder):
        install(folder)

    def work(self, folder, acknowledge):
        office = come_in(folder)
        while True:
            with office.write("新增人员") as work:
                cadre = Cadre(name="演示")
                work.session.add(cadre)
                work.session.flush()
                work.session.add(self.post(office, cadre))
            acknowledge(cadre.id)

    def post(self, office, cadre):
        from app.vocabulary import Rank

        return Post(
            cadre_id=cadre.id,
            unit_id=office.station.unit_id,
            title="副镇长",
            rank=Rank.SECTION_DEPUTY,
            since=date(2024, 1, 1),
        )

    def look(self, folder, promises):
        session = sound(folder)
        cadres = set(session.scalars(select(Cadre.id)))
        assert cadres >= set(promises)
        assert cadres == set(session.scalars(select(Post.cadre_id)))
        closed(session)


class Reporting:
    """A report is filled in, submitted, withdrawn, and its withdrawal undone, again and again."""

    def prepare(self, folder):
        Saving().prepare(folder)
        office = come_in(folder)
        with office.write("新增人员") as work:
            cadre = Cadre(name="演示乙")
            work.session.add(cadre)
            work.session.flush()
            work.session.add(Saving().post(office, cadre))
        office.close()

    def work(self, folder, acknowledge):
        office = come_in(folder)
        with office.write("打开") as work:
            cadre_id = work.session.scalars(select(Cadre.id)).one()
            report_id = open_report(work, office.station.unit_id, cadre_id, MARCH)
            submitted = work.session.get_one(Report, report_id).state is ReportState.SUBMITTED
        if submitted:
            self.act(office, withdraw_report, report_id, "更改")
        while True:
            with office.read() as reader:
                number = 1 + max(self.numbers(reader.session), default=0)
            text = self.text(number)
            self.act(office, save_report, report_id, text)
            acknowledge(str(number))
            self.act(office, submit_report, report_id)
            with office.write("撤销") as work:
                undo(work, undoable(work).seq)

    def act(self, office, action, *args):
        with office.write(action.__name__) as work:
            action(work, *args)

    def text(self, number):
        clauses = tuple(ClauseText(TaskSource.ANNUAL, f"任务{n}", str(number), 100) for n in range(3))
        return ReportText(clauses, next_month="续", self_appraisal="好。", self_grade=Grade.GOOD)

    def look(self, folder, promises):
        session = sound(folder)
        numbers = self.numbers(session)
        assert len(numbers) in {0, 3}
        assert len(set(numbers)) <= 1
        assert max(numbers, default=0) >= max(map(int, promises), default=0)
        closed(session)

    def numbers(self, session):
        return [int(result) for result in session.scalars(select(Clause.result))]


class Exporting:
    """Papers are written over each other under a few final names."""

    def prepare(self, folder):
        folder.mkdir(parents=True)

    def work(self, folder, acknowledge):
        number = max((self.number(path) for path in folder.glob("*.pdf")), default=0)
        while True:
            number += 1
            save(folder / f"登记表-{number % 3}.pdf", self.paper(number))
            acknowledge(str(number))

    def paper(self, number):
        body = f"{number:08d}".encode() * 40_000
        return hashlib.sha256(body).hexdigest().encode() + body

    def number(self, path):
        content = path.read_bytes()
        assert hashlib.sha256(content[64:]).hexdigest().encode() == content[:64], path.name
        return int(content[64:72])

    def look(self, folder, promises):
        found = {self.number(path) for path in folder.glob("*.pdf")}
        newest = max(map(int, promises), default=0)
        assert max(found, default=0) in {newest, newest + 1}


class Signing:
    """A month is bound and signed over and over, each time as another edition."""

    PASSPHRASE = "Qianming-2026"

    def prepare(self, folder):
        Saving().prepare(folder)
        office = come_in(folder)
        with office.write("新增人员") as work:
            cadre = Cadre(name="演示甲")
            work.session.add(cadre)
            work.session.flush()
            work.session.add(Saving().post(office, cadre))
            report = Report(
                cadre_id=cadre.id,
                unit_id=office.station.unit_id,
                month=MARCH,
                state=ReportState.SIGNED,
                post_title="副镇长",
                self_appraisal="好。",
                rulebook_number=1,
            )
            work.session.add(report)
        office.login = replace(office.login, roles=frozenset({Role.ADMIN}))
        with office.write("签发证书") as work:
            issue_credential(work, CredentialKind.PERSON, self.PASSPHRASE, cadre.id)
        office.close()

    def work(self, folder, acknowledge):
        office = come_in(folder)
        with office.read() as reader:
            (credential,) = (card for card in credentials(reader) if card.kind is CredentialKind.PERSON)
        while True:
            made = bind_booklet(office, office.station.unit_id, MARCH, PaperCopy.UNIT)
            sign_booklet(office, made, credential.credential_id, self.PASSPHRASE)
            acknowledge(made)

    def look(self, folder, promises):
        closed(sound(folder))
        office = come_in(folder)
        with office.read() as reader:
            trusted = trusted_certificates(reader)
            rows = reader.session.scalars(select(Booklet)).all()
            assert {row.id for row in rows if row.method} >= set(promises)
            for row in rows:
                found = verify(content(reader, row.digest), trusted)
                assert found.good is (row.method is not None), found.sentences
        office.close()


class BackingUp:
    """Somebody saves and backs up in turns."""

    def prepare(self, folder):
        Saving().prepare(folder)

    def work(self, folder, acknowledge):
        office = come_in(folder)
        while True:
            with office.write("改名") as work:
                work.session.scalars(select(Unit)).one().notice_place += "。"
            acknowledge(back_up(office, folder / "backups").path.name)

    def look(self, folder, promises):
        closed(sound(folder))
        cards = list_backups(folder / "backups")
        assert {card.path.name for card in cards} >= set(promises)
        for card in cards:
            check(card.path)
            card.path.unlink()
        promises.clear()


class Restoring:
    """A backup is taken back over and over."""

    def prepare(self, folder):
        BackingUp().prepare(folder)
        office = come_in(folder)
        back_up(office, folder / "backups")
        with office.write("改名") as work:
            work.session.scalars(select(Unit)).one().notice_place = "后来"
        office.close()

    def work(self, folder, acknowledge):
        while True:
            self.take_back(folder)
            acknowledge("restored")

    def take_back(self, folder):
        (card,) = list_backups(folder / "backups")
        restore(card.path, folder, lambda scratch: KeyRing(scratch, key_of(scratch)), moment(TODAY))

    def look(self, folder, promises):
        if standing(folder) is Standing.NO_DATABASE:
            newest = max(folder.glob("before-restore-*"), key=lambda path: path.stat().st_ctime_ns)
            closed(sound(newest))
            self.take_back(folder)
        session = sound(folder)
        last = session.scalars(select(JournalEntry.action).order_by(JournalEntry.seq.desc())).first()
        assert last == "从备份恢复" or not promises
        closed(session)


class Moving:
    """Somebody saves, and moves the data to the server and back, over and over."""

    WHERE = "where.json"
    LASTS = 3.0
    """Seconds that one move may take: it is to be killed at every one of its steps."""

    def prepare(self, folder):
        Saving().prepare(folder)
        where = postgres.cluster().bare()
        (folder / self.WHERE).write_text(json.dumps([where.host, where.database, where.user, "", where.port]))

    def work(self, folder, acknowledge):
        where = json.loads((folder / self.WHERE).read_text())
        while True:
            office = enter(folder, ADMIN.username, ADMIN.passphrase, SetClock(moment(TODAY)))
            with office.write("新增人员") as work:
                cadre = Cadre(name="演示")
                work.session.add(cadre)
            acknowledge(cadre.id)
            if office.shared:
                move_to_file(office, moment(TODAY))
            else:
                move_to_server(office, Server(*where))
            office.close()

    def look(self, folder, promises):
        office = come_in(folder)
        with Session(office.engine) as session:
            assert broken_links(session) == []
            assert set(session.scalars(select(Cadre.id))) >= set(promises)
        assert office.shared is not (folder / DATABASE).exists()
        self._forget_what_was_left(office)
        office.close()

    def _forget_what_was_left(self, office):
        """Names of schemas stay in the server and would only make it slower."""
        if office.shared:
            with writing(office.engine).begin() as connection:
                for name in schemas(connection) - {HOME}:
                    connection.exec_driver_sql(f"DROP SCHEMA {name} CASCADE")


SCENARIOS: dict[str, Scenario] = {
    "saving": Saving(),
    "reporting": Reporting(),
    "exporting": Exporting(),
    "signing": Signing(),
    "backing_up": BackingUp(),
    "restoring": Restoring(),
    "moving": Moving(),
    "exchanging": Exchanging(),
}
