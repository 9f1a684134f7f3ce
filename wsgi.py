"""Where a server begins: reads the environment once, checks it, builds the application."""

from __future__ import annotations

import os
import sys

from flask import Flask

from lms.app import create_app
from lms.config import Config, ConfigError, from_environ
from lms.storage.application_log import configure_log
from lms.storage.places import on_network, open_to_others, perhaps_on_network


def _make() -> Flask:
    configure_log()
    try:
        config = from_environ(os.environ)
        _check_places(config)
        return create_app(config)
    except ConfigError as error:
        sys.stderr.write(f"Cannot start: {error}\n")
        raise SystemExit(2) from None


def _check_places(config: Config) -> None:
    for sentence in open_to_others(config.data_dir):
        raise ConfigError(sentence)
    file = config.database_file
    if file is not None:
        wrong = on_network(file)
        if wrong:
            raise ConfigError(wrong)
        perhaps = perhaps_on_network(file)
        if perhaps:
            sys.stderr.write(f"Warning: {perhaps}\n")


app = _make()
