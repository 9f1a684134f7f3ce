"""Two browsers with one face: over the wire to a server, and inside this process."""

from __future__ import annotations

import gzip
import http.client
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Protocol
from urllib.parse import urlencode, urlsplit

from flask import Flask

from tests.bench.server import HOST

Fields = Sequence[tuple[str, str]]
_FORM = "application/x-www-form-urlencoded"
_JSON = "application/json"
_WORTH_COMPRESSING = 500


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer.

    Attributes:
        location: the path of a redirect, else empty.
        size: bytes that came over the wire, headers included.
        pressed: the same with the body compressed as a proxy in front would, at gzip level 1.
    """

    status: int
    location: str
    text: str
    size: int
    pressed: int


class Browser(Protocol):
    """What an officer needs of a browser."""

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] = ...
    ) -> Reply:
        """Ask once, follow nothing."""


def form(fields: Fields) -> tuple[bytes, dict[str, str]]:
    """The body and header of a posted form."""
    return urlencode(fields).encode(), {"Content-Type": _FORM}


def document(data: object) -> tuple[bytes, dict[str, str]]:
    """The body and headers of posted JSON."""
    return json.dumps(data).encode(), {"Content-Type": _JSON, "Accept": _JSON}


class WireBrowser:
    """One connection that is kept alive, and the cookies of one person."""

    def __init__(self, port: int, source: str = "") -> None:
        self._port = port
        self._connection = http.client.HTTPConnection(HOST, port, timeout=60)
        self._cookies: dict[str, str] = {}
        self._own = {"Accept-Encoding": "gzip", "User-Agent": "Bench (Linux)"}
        self._own["Origin"] = f"http://{HOST}:{port}"
        if source:
            self._own["X-Forwarded-For"] = source

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Ask once; where the server closed a kept connection meanwhile, on a new one."""
        sent = {**self._own, **(headers or {})}
        if self._cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        try:
            self._connection.request(method, path, body, sent)
            answer = self._connection.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            self._connection.close()
            self._connection.request(method, path, body, sent)
            answer = self._connection.getresponse()
        return self._read(answer)

    def _read(self, answer: http.client.HTTPResponse) -> Reply:
        raw = answer.read()
        for line in answer.headers.get_all("Set-Cookie") or ():
            self._cookies |= {name: crumb.value for name, crumb in SimpleCookie(line).items()}
        head = 17 + sum(len(name) + len(value) + 4 for name, value in answer.getheaders())
        is_pressed = answer.headers.get("Content-Encoding") == "gzip"
        plain = gzip.decompress(raw) if is_pressed else raw
        pressed = len(raw)
        if not is_pressed and len(raw) > _WORTH_COMPRESSING:
            pressed = len(gzip.compress(raw, 1))
        return Reply(
            status=answer.status,
            location=_path(answer.headers.get("Location") or ""),
            text=plain.decode("utf-8", "replace"),
            size=head + len(raw),
            pressed=head + pressed,
        )


class InnerBrowser:
    """A test client: what it asks runs in this process, where statements can be counted."""

    def __init__(self, app: Flask) -> None:
        self._client = app.test_client()
        self._base_url = app.extensions["lms"].base_url

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Ask once."""
        answer = self._client.open(
            path,
            base_url=self._base_url,
            method=method,
            data=body,
            headers={"Origin": self._base_url, **(headers or {})},
        )
        text = answer.get_data(as_text=True)
        location = _path(answer.headers.get("Location") or "")
        return Reply(answer.status_code, location, text, len(text), len(text))


def _path(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
