"""The application's log: one JSON line an event, on standard error.

No line holds a secret or a control character. Fields with a telling name are left out, an
exception is its kind and where it happened but not its message (which may quote what
somebody typed), and everything that is not plain ASCII is escaped.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any

import structlog

_SECRETS = ("password", "token", "secret", "cookie", "csrf", "authorization", "session", "code")
_LONGEST = 500
_MOST_FRAMES = 12
_HERE = str(Path(__file__).resolve().parents[2])


class _StandardError:
    """Writes to whatever standard error is at that moment."""

    @staticmethod
    def msg(line: str) -> None:
        """Write one line."""
        sys.stderr.write(f"{line}\n")

    debug = info = warning = error = critical = exception = msg


class JsonLines(logging.Handler):
    """What libraries log, in the same form."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record as a line."""
        fields: dict[str, Any] = {
            "event": record.getMessage(),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if record.exc_info and record.exc_info[1] is not None:
            fields |= _exception(record.exc_info[1])
        _StandardError.msg(as_line(fields))


def configure_log(*, lowest: int = logging.INFO) -> None:
    """Let structlog and Python's logging write such lines from now on, in this process.

    Args:
        lowest: the level below which our own events are not written.
    """
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(lowest),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_messages,
            lambda _logger, _method, event: as_line(event),
        ],
        logger_factory=lambda *_: _StandardError(),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    if not any(isinstance(handler, JsonLines) for handler in root.handlers):
        root.addHandler(JsonLines())


def as_line(event: Mapping[str, Any]) -> str:
    """An event as one line of JSON."""
    return json.dumps(_clean("", event), separators=(",", ":"), default=str).replace(
        "\x7f", "\\u007f"
    )


def _clean(name: str, value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _clean(str(key), inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clean(name, inner) for inner in value]
    if any(part in name.casefold() for part in _SECRETS):
        return "[left out]"
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return str(value)[:_LONGEST]


def _without_messages(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    error = event.pop("exc_info", None)
    if isinstance(error, BaseException):
        event.update(_exception(error))
    return event


def _exception(error: BaseException) -> dict[str, Any]:
    frames = traceback.extract_tb(error.__traceback__)[-_MOST_FRAMES:]
    cause = error.__cause__ or error.__context__
    return {
        "exception": type(error).__name__,
        "cause": type(cause).__name__ if cause else None,
        "frames": [
            f"{frame.filename.removeprefix(_HERE).lstrip('/')}:{frame.lineno} {frame.name}"
            for frame in frames
        ],
    }
