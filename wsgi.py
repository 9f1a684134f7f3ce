"""Where a server begins: reads the environment once, checks it, builds the application."""

from __future__ import annotations

import os
import sys

from flask import Flask

from lms.app import create_app
from lms.config import ConfigError, from_environ
from lms.storage.application_log import configure_log


def _make() -> Flask:
    configure_log()
    try:
        return create_app(from_environ(os.environ))
    except ConfigError as error:
        sys.stderr.write(f"Cannot start: {error}\n")
        raise SystemExit(2) from None


app = _make()
