"""What ``make bench`` measures can be made, and an attempt's statements do not creep up."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path

import pytest

from lms.app import create_app
from lms.config import Config
from lms.storage.database import Database
from lms.storage.engine import make_engine
from tests.bench.department import PASSWORD, Size, make_department
from tests.bench.officer import Key, Officer
from tests.bench.statements import CountingBrowser
from tests.databases import migrated_sqlite
from tests.demonstrations import whole_folder

_AN_ATTEMPT = 106
_A_REQUEST = 6.5
"""A draw with more steps has more requests, each as cheap as the one before."""
_A_BEAT = 6


def test_an_attempt_of_the_bench_takes_no_more_statements_than_it_did(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Counts, not times; with the department the bench makes, so that it cannot rot unseen."""
    path = tmp_path / "lms.db"
    shutil.copyfile(migrated_sqlite(tmp_path_factory.getbasetemp()), path)
    url = f"sqlite:///{path}"
    database = Database(make_engine(url))
    made = make_department(database, tmp_path / "files", Size(2, (2, 3, 5)))
    app = create_app(Config(url, "http://localhost", tmp_path, secrets.token_urlsafe(48)))
    key = Key(database.engine, {each.id: each for each in whole_folder().scenarios})
    for badge in made.officers:  # what a process keeps is warm at the second one
        browser = CountingBrowser(app)
        trip = Officer(browser, badge, PASSWORD, made.module).take(key)
    beats = sum(step.is_beat for step in trip)
    assert browser.counts.pop("POST /beats") <= _A_BEAT * beats
    assert browser.counts.total() <= _AN_ATTEMPT + _A_REQUEST * (len(trip) - beats)
