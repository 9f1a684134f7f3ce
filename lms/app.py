"""The application: the only place that knows everything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from werkzeug.routing import IntegerConverter, Map

from lms import __version__, cli
from lms.config import Config
from lms.jobs.send_mail import MailRoom
from lms.jobs.worker import Worker
from lms.storage.anchor_file import AnchorFile
from lms.storage.database import Database, system_clock
from lms.storage.engine import make_engine
from lms.storage.files import FileStore
from lms.storage.passkeys import site_of
from lms.storage.seal import Seal
from lms.web import (
    account,
    accreditation,
    administration,
    authoring,
    compression,
    counsel,
    directives,
    errors,
    evidence,
    filters,
    handover,
    headers,
    learning,
    pace_review,
    page,
    proposals,
    recovery_guard,
    register,
    request_guard,
    request_log,
    room,
    security_log,
    session,
    supervision,
    training_unit,
    verification,
)
from lms.web.cookie import NotedCookie
from lms.web.limits import ORDINARY
from lms.web.plant import Plant
from lms.web.plant import install as install_plant
from lms.web.proxy import BehindProxy


class _Number(IntegerConverter):
    """A number in an address; a database could not even look for a larger one."""

    def __init__(self, map: Map, *, max: int = 2**53) -> None:  # noqa: A002 - Werkzeug's names
        super().__init__(map, max=max)


AREAS = (
    account,
    learning,
    directives,
    register,
    training_unit,
    supervision,
    accreditation,
    evidence,
    room,
    counsel,
    verification,
    administration,
    proposals,
    pace_review,
    authoring,
    handover,
)


def _worker(config: Config) -> Callable[[Database, FileStore], Worker]:
    """How commands make a worker of this installation, with its mail room."""

    def make(database: Database, files: FileStore) -> Worker:
        room = MailRoom(database, config.mail, config.base_url, config.mail_login)
        anchors = AnchorFile(config.anchor_file) if config.anchor_file else None
        return Worker(database, files, room, config.data_dir, anchors)

    return make


def create_app(config: Config, *, clock: Callable[[], datetime] = system_clock) -> Flask:
    """Build the application over one database and one data directory."""
    app = Flask("lms.web", root_path=None)
    secrets = [each for each in (config.old_secret_key, config.secret_key) if each]
    app.config.update(
        SECRET_KEY=config.secret_key,
        SECRET_KEY_FALLBACKS=secrets[:-1],
        WTF_CSRF_SECRET_KEY=secrets,
        SESSION_COOKIE_NAME="__Host-lms" if config.secure else "lms",
        SESSION_COOKIE_SECURE=config.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        TRUSTED_HOSTS=[config.host.rpartition(":")[0] or config.host, config.host],
        MAX_CONTENT_LENGTH=ORDINARY.body,
        MAX_FORM_PARTS=ORDINARY.fields,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
    )
    app.session_interface = NotedCookie()
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    database = Database(make_engine(config.database_url), clock)
    plant = Plant(
        database=database,
        files=FileStore(config.data_dir / "files"),
        data_dir=config.data_dir,
        base_url=config.base_url,
        secure=config.secure,
        on_loopback=config.on_loopback,
        version=__version__,
        seal=Seal(
            config.secret_key, former=tuple(each for each in secrets if each != config.secret_key)
        ),
        site=site_of(config.base_url),
        mail=config.mail,
        mail_login=config.mail_login,
    )
    install_plant(app.extensions, plant)
    app.url_map.converters["int"] = _Number
    app.wsgi_app = BehindProxy(app.wsgi_app, config.proxies)  # type: ignore[method-assign]
    for install in (
        request_log.install,
        security_log.install,
        request_guard.install,
        recovery_guard.install,
        CSRFProtect,
        headers.install,
        session.install,
        errors.install,
        filters.install,
        page.install,
        compression.install,
    ):
        install(app)
    for area in AREAS:
        app.register_blueprint(area.blueprint)
    cli.install(app, config, make_worker=_worker(config), clock=clock)
    return app
