"""How gunicorn runs the product: two workers of four threads, one shared start.

With ``preload_app`` the application is built once, before the workers fork; a database
connection must not be shared by two processes, so each worker drops what it inherited
without closing it and opens its own.
"""

from __future__ import annotations

import sys
from typing import Any

from lms.queries.readiness import unready
from lms.storage.collector import settle_collector
from lms.web.plant import Plant

wsgi_app = "wsgi:app"
proc_name = "lms"
worker_class = "gthread"
workers = 2
threads = 4
preload_app = True
control_socket_disable = True
accesslog = None
errorlog = "-"
forwarded_allow_ips = ""  # the application itself decides which proxy it believes
forwarder_headers = ""
secure_scheme_headers: dict[str, str] = {}
timeout = 60
graceful_timeout = 20
keepalive = 5
limit_request_line = 4094
limit_request_fields = 60


def on_starting(server: Any) -> None:  # noqa: ANN401 - gunicorn's own object
    """Serve nothing over tables of another version, or in plain from other machines."""
    plant = server.app.wsgi().extensions["lms"]
    if not isinstance(plant, Plant):
        return
    wrong = unready(plant.database, reached_in_plain=not (plant.secure or plant.on_loopback))
    if wrong:
        sys.stderr.write(f"Cannot start: {wrong}\n")
        raise SystemExit(2)


def pre_fork(_server: Any, _worker: Any) -> None:  # noqa: ANN401 - gunicorn's own objects
    """Keep what the start built out of the collector's rounds, so that workers go on sharing it."""
    settle_collector()


def post_fork(_server: Any, worker: Any) -> None:  # noqa: ANN401 - gunicorn's own objects
    """Leave the parent's connections to the parent."""
    plant = worker.app.wsgi().extensions["lms"]
    plant.database.engine.dispose(close=False)
