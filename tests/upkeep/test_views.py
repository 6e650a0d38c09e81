from datetime import date

import pytest

from app.backup import FOLDER, back_up
from app.errors import NotAllowed
from app.settings import change_settings
from app.upkeep.views import backup_board, left_backups
from app.vocabulary import Role
from tests.builders import TestOffice


@pytest.fixture
def office(tmp_path):
    folder = tmp_path / "shijibu"
    folder.mkdir()
    (folder / "keyring.json").write_text("{}")
    made = TestOffice(folder).as_(Role.CLERK)
    yield made
    made.close()


def test_the_board_lists_backups_of_all_folders_with_the_newest_first(office, tmp_path):
    stick = tmp_path / "U盘"
    older = back_up(office.office)
    newer = back_up(office.at(date(2026, 4, 2)).office, stick)
    (stick / "坏.sjbak").write_text("nonsense")

    board = office.at(date(2026, 4, 5)).see(backup_board, (stick, stick))
    assert [card.path for card in board.cards] == [newer.path, older.path, stick / "坏.sjbak"]
    assert board.newest == newer.manifest
    assert board.days_old == 3
    assert (board.days_kept, board.months_kept) == (14, 12)


def test_a_backup_of_another_installation_is_not_taken_for_ones_own(office, tmp_path):
    other_folder = tmp_path / "other"
    other_folder.mkdir()
    (other_folder / "keyring.json").write_text("{}")
    other = TestOffice(other_folder).as_(Role.CLERK)
    back_up(other.office, tmp_path / "U盘")
    other.close()

    board = office.see(backup_board, (tmp_path / "U盘",))
    assert len(board.cards) == 1
    assert board.newest is None


def test_a_folder_that_is_out_of_reach_is_said_but_one_not_made_yet_is_not(office, tmp_path):
    assert office.see(backup_board).reachable
    office.do(change_settings, {"backup_folder": str(tmp_path / "已拔出")})
    assert not office.see(backup_board).reachable


@pytest.mark.parametrize("role", [Role.CADRE, Role.AUDITOR])
def test_who_may_not_back_up_does_not_see_the_backups(office, role):
    with pytest.raises(NotAllowed):
        office.as_(role).see(backup_board)


def test_backups_left_in_a_folder_are_noticed(office):
    folder = office.office.keyring.folder
    assert not left_backups(folder)
    back_up(office.office)
    assert (folder / FOLDER).is_dir()
    assert left_backups(folder)
