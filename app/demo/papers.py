"""The papers of one demonstration unit: signed booklets, notice, web page, minutes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from app.accounts.credentials import credentials, trusted_pem
from app.demo.stories import CORRECTED_ONE, LAST_DAY, MARCH
from app.demo.town import SIGNING_PASSPHRASE, Town
from app.documents.files import file_name, save
from app.monthly import booklets
from app.monthly.forms import form_of, minutes_forms, month_file
from app.monthly.minutes_paper import minutes
from app.monthly.papers import registration_form
from app.notices.forms import posted_notice, record_form
from app.notices.papers import notice, posting_record
from app.notices.public_page import public_page
from app.notices.views import notice_board
from app.vocabulary import CredentialKind, PaperCopy


def write_papers(town: Town, folder: Path) -> Iterator[Path]:
    """Write the unit's papers of March into `folder` and give their paths."""
    town.on(LAST_DAY, hour=10)
    for copy in PaperCopy:
        booklet = booklets.bind_booklet(town.office, town.unit_id, MARCH, copy)
        for kind in (CredentialKind.PERSON, CredentialKind.STATION):
            card = next(one for one in town.see(credentials) if one.kind is kind and one.active)
            booklets.sign_booklet(town.office, booklet, card.credential_id, SIGNING_PASSPHRASE)
        name = file_name(MARCH.label, "装订册", copy.label, suffix=".pdf")
        yield save(folder / name, town.see(booklets.booklet_pdf, booklet))
    posting = town.see(notice_board, town.unit_id, MARCH).postings[0]
    here = (town.unit_id, MARCH, posting.id)
    form = town.see(posted_notice, *here)
    papers = {
        "公示.pdf": notice(form),
        "公示网页版.html": public_page(form),
        "公示情况记录.pdf": posting_record(town.see(record_form, *here)),
        "登记表.pdf": registration_form(town.see(form_of, town.unit_id, MARCH, town.people[CORRECTED_ONE])),
        "班子会议评价记录.pdf": minutes(minutes_forms(town.see(month_file, town.unit_id, MARCH))[0]),
    }
    for name, content in papers.items():
        yield save(
            folder / file_name(MARCH.label, name.rpartition(".")[0], suffix=Path(name).suffix), content
        )
    roots = town.see(trusted_pem)
    yield save(folder / file_name("签发机构证书", suffix=".pem"), roots.encode())
