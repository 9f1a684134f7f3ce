"""What was kept outside the server finds what the chain alone cannot."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from lms.domain.anchor import Anchor, anchors_in, printed, printed_from
from lms.domain.errors import InvalidError
from lms.jobs.worker import Worker
from lms.services.anchor_heads import anchor_heads
from lms.services.keep_keys import record_key
from lms.services.sign_head import HeadDesk
from lms.services.verify_anchors import Outside
from lms.services.verify_journal import verify_journal
from lms.storage.anchor_file import AnchorFile, AnchorFileError
from lms.storage.database import Database
from lms.storage.engine import make_engine
from lms.storage.files import FileStore
from lms.storage.keys import make_journal_key
from tests.clock import Clock
from tests.domain.test_head_statement import HEAD
from tests.factories import decide
from tests.services.test_signed_heads import desk, happen, insider, key, signed  # noqa: F401

ONE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def file(tmp_path: Path) -> AnchorFile:
    (tmp_path / "elsewhere").mkdir()
    return AnchorFile(tmp_path / "elsewhere" / "heads.jsonl")


def found(database: Database, file: AnchorFile) -> str:
    return "\n".join(verify_journal(database, Outside(file)).findings)


def test_heads_are_added_once_and_found_again(
    database: Database,
    desk: HeadDesk,  # noqa: F811
    file: AnchorFile,
) -> None:
    heads = [signed(desk), signed(desk)]
    assert anchor_heads(database, file) == len(heads)
    assert anchor_heads(database, file) == 0
    assert [anchor.message for anchor in anchors_in(file.lines())] == [h.message for h in heads]
    assert file.path.stat().st_mode & 0o022 == 0
    assert not found(database, file)


@ONE
def test_a_file_that_others_may_write_proves_nothing(
    database: Database,
    desk: HeadDesk,  # noqa: F811
    file: AnchorFile,
) -> None:
    signed(desk)
    anchor_heads(database, file)
    file.path.chmod(0o666)
    assert "can be written by others (mode 0666)" in found(database, file)
    with pytest.raises(AnchorFileError, match="chmod 644"):
        anchor_heads(database, file)
    file.path.unlink()
    file.path.symlink_to("/dev/null")
    with pytest.raises(AnchorFileError):
        anchor_heads(database, file)


@ONE
def test_f_48_a_volume_that_is_away_for_a_day_is_told_and_caught_up_with(
    database: Database,
    desk: HeadDesk,  # noqa: F811
    tmp_path: Path,
    clock: Clock,
) -> None:
    away = AnchorFile(tmp_path / "away" / "heads.jsonl")
    worker = Worker(database, FileStore(tmp_path / "files"), None, tmp_path, away)
    signed(desk)
    worker.turn()
    assert not found(database, away)
    clock.advance(days=2)
    assert "are not in the anchor file" in found(database, away)
    away.path.parent.mkdir()
    clock.advance(days=1)
    worker.turn()
    assert not found(database, away)


@ONE
def test_a_cut_line_in_the_file_is_named(
    database: Database,
    desk: HeadDesk,  # noqa: F811
    file: AnchorFile,
) -> None:
    signed(desk)
    anchor_heads(database, file)
    file.path.write_text(file.path.read_text() + '{"message": "half\n')
    assert "line 2 is no anchor" in found(database, file)


def test_lg_02_a_history_made_anew_from_one_entry_on_is_another_one_than_the_anchors(
    database: Database,
    desk: HeadDesk,  # noqa: F811
    file: AnchorFile,
    clock: Clock,
    tmp_path: Path,
) -> None:
    happen(database, 4)
    signed(desk)
    anchor_heads(database, file)
    with insider(database, "journal", "journal_head", "signed_head") as connection:
        connection.execute(text("DELETE FROM signed_head"))
        last, leaf = connection.execute(
            text("SELECT seq - 1, leaf_hash FROM journal ORDER BY seq DESC LIMIT 1")
        ).one()
        before = connection.execute(
            text("SELECT leaf_hash FROM journal WHERE seq = :last"), {"last": last}
        ).scalar_one()
        connection.execute(text("DELETE FROM journal WHERE seq > :last"), {"last": last})
        connection.execute(
            text("UPDATE journal_head SET seq = :last, leaf_hash = :before"),
            {"last": last, "before": before},
        )
    clock.advance(minutes=1)
    happen(database, 3)
    signed(HeadDesk(database, tmp_path))
    assert not verify_journal(database).findings
    assert "the record was rewritten" in found(database, file)
    assert leaf


@ONE
def test_lg_07_an_older_copy_in_the_records_place_is_told_by_the_newest_anchor(
    database: Database,
    desk: HeadDesk,  # noqa: F811
    file: AnchorFile,
    tmp_path: Path,
) -> None:
    signed(desk)
    copy = tmp_path / "last-month.db"
    with sqlite3.connect(str(database.engine.url.database)) as now, sqlite3.connect(copy) as then:
        now.backup(then)
    happen(database, 2)
    newest = signed(desk)
    anchor_heads(database, file)
    older = Database(make_engine(f"sqlite:///{copy}"), database.clock)
    assert not verify_journal(older).findings
    said = found(older, file)
    older.dispose()
    assert f"an anchor names head {newest.number}" in said
    assert "an older copy" in said


@ONE
def test_lg_08_two_histories_are_told_apart_by_comparing_what_papers_print(
    database: Database,
    desk: HeadDesk,  # noqa: F811
) -> None:
    head = signed(desk)
    paper = printed_from(printed(head.statement))
    assert not verify_journal(database, Outside(printed=(paper,))).findings
    other = printed_from(f"1: {'0' * 64}")
    said = verify_journal(database, Outside(printed=(other,))).findings
    assert "one of them was changed" in said[0]
    later = printed_from(f"7: {'0' * 64}")
    assert "ends before it" in verify_journal(database, Outside(printed=(later,))).findings[0]


def test_lg_12_the_same_content_under_another_key_is_not_this_record(
    database: Database, tmp_path: Path, file: AnchorFile
) -> None:
    decide(database)
    foreign = make_journal_key(tmp_path / "begun-anew")
    database.writing(partial(record_key, key=foreign, previous=None, reason="The first key."))
    signed(HeadDesk(database, tmp_path / "begun-anew"))
    mine = Anchor(*_head_of_another_record(tmp_path))
    said = verify_journal(database, Outside(anchors=(mine,))).findings
    assert "which this record does not name" in said[0]


def _head_of_another_record(folder: Path) -> tuple[str, str]:
    """A head that another key signed, as it was kept outside."""
    made = make_journal_key(folder / "first")
    head = replace(HEAD, public_key=made.public)
    return head.message().decode(), made.sign(head.message())


@ONE
def test_lg_13_a_stolen_key_rewrites_nothing_that_was_anchored(
    database: Database,
    desk: HeadDesk,  # noqa: F811
    file: AnchorFile,
    clock: Clock,
) -> None:
    signed(desk)
    anchor_heads(database, file)
    with insider(database, "signed_head") as connection:
        connection.execute(text("DELETE FROM signed_head"))
    clock.advance(minutes=5)
    signed(desk)
    assert not verify_journal(database).findings
    assert "the record was rewritten" in found(database, file)


def test_every_bit_of_an_anchor_counts() -> None:
    line = Anchor(HEAD.message().decode(), "ab" * 64).line()
    (whole,) = anchors_in(["Dear all,", "", f"> {line}", "Regards"])
    assert whole.line() == line
    for cut in (line[:-1], line.replace("journal-head", "journal-heap"), '{"message": 1}'):
        with pytest.raises(InvalidError, match="line 1"):
            list(anchors_in([cut]))


@pytest.mark.parametrize(
    "text_of_it", ["", "12", "12: 3f9a", "zero: " + "a" * 64, "0: " + "a" * 64]
)
def test_what_is_no_head_on_paper_is_refused(text_of_it: str) -> None:
    with pytest.raises(InvalidError):
        printed_from(text_of_it)


def test_a_head_is_read_from_paper_as_people_type_it() -> None:
    assert printed_from(" 12 : 3F9A 0000 1111 2222 ").digest == "3f9a000011112222"
