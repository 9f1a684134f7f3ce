"""Migrations are numbered, one after the other, stand alone, and produce the models."""

from __future__ import annotations

import ast

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from lms.models import Base
from lms.storage.database import Database
from lms.storage.schema import current, newest, upgrade
from tests.house.sources import files, imported, tree

FILES = tuple(files("migrations/versions"))


def _assigned(tree: ast.Module) -> dict[str, object]:
    """The constants a module assigns."""
    return {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def test_migrations_are_numbered_in_one_line() -> None:
    before = None
    for number, path in enumerate(FILES, start=1):
        names = _assigned(tree(path))
        assert path.name.startswith(f"{number:04d}_"), path.name
        assert names["revision"] == f"{number:04d}"
        assert names["down_revision"] == before
        before = f"{number:04d}"
    assert newest() == before


def test_migrations_import_nothing_of_the_product() -> None:
    for path in FILES:
        assert not imported(path) & {"lms", "tests", "wsgi"}, path.name


def test_migrations_produce_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_a_second_upgrade_changes_nothing(database: Database) -> None:
    assert current(database.engine) == newest()
    upgrade(database.engine)
    assert current(database.engine) == newest()
