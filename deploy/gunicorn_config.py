"""How gunicorn runs the product: two workers of four threads, one shared start.

With ``preload_app`` the application is built once, before the workers fork; a database
connection must not be shared by two processes, so each worker drops what it inherited
without closing it and opens its own.
"""

from __future__ import annotations

from typing import Any

wsgi_app = "wsgi:app"
worker_class = "gthread"
workers = 2
threads = 4
preload_app = True
control_socket_disable = True
accesslog = None
errorlog = "-"
timeout = 60
graceful_timeout = 20
keepalive = 5
limit_request_line = 4094
limit_request_fields = 60


def post_fork(_server: Any, worker: Any) -> None:  # noqa: ANN401 - gunicorn's own objects
    """Leave the parent's connections to the parent."""
    plant = worker.app.wsgi().extensions["lms"]
    plant.database.engine.dispose(close=False)
