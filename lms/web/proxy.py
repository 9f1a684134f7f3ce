"""Which proxy is believed, and what of it.

Headers that say who is in front of a proxy are believed only where the connection comes
from a configured proxy, and of several hops only the last one: what the proxy itself saw.
From anybody else they are taken away before anything reads them.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Network = IPv4Network | IPv6Network

_FORWARDED = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PREFIX",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_SSL",
    "HTTP_X_HTTP_METHOD_OVERRIDE",
    "HTTP_X_ORIGINAL_URL",
    "HTTP_X_REAL_IP",
    "HTTP_X_REWRITE_URL",
)


class BehindProxy:
    """The application as it is reached through the proxies that are trusted."""

    def __init__(self, app: WSGIApplication, proxies: tuple[Network, ...]) -> None:
        self._app = app
        self._proxies = proxies

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Believe the proxy or nobody, then answer."""
        told = {name: environ.pop(name) for name in _FORWARDED if name in environ}
        environ["wsgi.url_scheme"] = "http"
        if self._trusts(str(environ.get("REMOTE_ADDR", ""))):
            client = _last(told.get("HTTP_X_FORWARDED_FOR", ""))
            if _is_address(client):
                environ["REMOTE_ADDR"] = client
            if _last(told.get("HTTP_X_FORWARDED_PROTO", "")) == "https":
                environ["wsgi.url_scheme"] = "https"
        return self._app(environ, start_response)

    def _trusts(self, peer: str) -> bool:
        return _is_address(peer) and any(ip_address(peer) in proxy for proxy in self._proxies)


def _last(header: str) -> str:
    return header.rpartition(",")[2].strip()


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
