"""The session cookie, and what is noted where somebody changed it."""

from __future__ import annotations

from flask import Flask, Request, g
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface


class NotedCookie(SecureCookieSessionInterface):
    """Flask's signed cookie; one that we did not sign is an empty session and is noted."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Read the cookie."""
        found = super().open_session(app, request)
        sent = request.cookies.get(self.get_cookie_name(app))
        serializer = self.get_signing_serializer(app)
        if sent and not found and serializer is not None:
            ours, _ = serializer.loads_unsafe(sent)
            g.cookie_changed = not ours
        return found
