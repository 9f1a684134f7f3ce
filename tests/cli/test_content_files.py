"""Content out of the database and back: the same digests, and every difference shown first."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from lms.cli.content_difference import differences, differing_lines
from lms.content.check import read_folder
from lms.content.whole_folder import read_whole_folder
from lms.domain.documents import to_document
from lms.domain.journal_chain import digest
from lms.queries.content_files import content_files
from lms.storage.database import Database
from tests.demonstrations import FOLDER
from tests.studying import POLICY


def test_what_is_written_out_is_read_back_with_the_same_digests(
    department: Database, tmp_path: Path
) -> None:
    with department.reading() as session:
        files = content_files(session, policy=POLICY)
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    here, there = read_folder(tmp_path), read_folder(FOLDER)
    assert not list(here.misshapen())
    for mine, theirs in (
        (here.every_scenario(), there.every_scenario()),
        (here.every_lesson(), there.every_lesson()),
        (here.every_checklist(), there.every_checklist()),
    ):
        assert mine
        for slug, thing in mine.items():
            assert digest(to_document(thing)) == digest(to_document(theirs[slug]))


def test_a_folder_says_first_what_it_would_change(department: Database) -> None:
    read = read_whole_folder(FOLDER)
    with department.reading() as session:
        assert differences(session, read) == ()
        changed = read.scenarios[0].title
        other = replace(
            read, scenarios=(replace(read.scenarios[0], title="Another"), *read.scenarios[1:])
        )
        lines = list(differing_lines(differences(session, other)))
    assert lines[1:4] == ["    title", f"      - {changed}", "      + Another"]
