"""``flask`` over one data directory, as an operator types it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from click.testing import CliRunner, Result

from lms import cli
from lms.config import Config
from lms.jobs.worker import Worker
from tests.clock import Clock

BASE_URL = "https://training.example.gov"


class Commands:
    """``flask`` over one data directory, without the pages."""

    def __init__(self, url: str, folder: Path, clock: Clock) -> None:
        self.folder = folder
        self.clock = clock
        self.url = url
        self.cli = click.Group("flask")
        config = Config(
            database_url=url, base_url=BASE_URL, data_dir=folder, secret_key="not used here"
        )
        cli.install(self, config, make_worker=Worker, clock=clock)

    def __call__(self, *words: str, status: int = 0) -> Result:
        result = CliRunner().invoke(self.cli, [*words])
        shown = f"{words}: {result.exit_code}\n{result.stdout}\n{result.stderr}"
        assert result.exit_code == status, shown
        if status == 2:
            assert result.stderr.strip(), shown
            assert not result.stdout.strip(), shown
        return result

    def json(self, *words: str, status: int = 0) -> Any:  # noqa: ANN401 - whatever it writes
        return json.loads(self(*words, "--json", status=status).stdout)

    def refusal(self, *words: str) -> str:
        return self(*words, status=2).stderr

    def file(self, name: str, text: str) -> str:
        path = self.folder / name
        path.write_text(text)
        return str(path)
