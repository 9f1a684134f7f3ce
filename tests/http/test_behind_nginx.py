"""HTTP as a department gets it: gunicorn behind nginx with the delivered configuration."""

from __future__ import annotations

import re
import secrets
import shutil
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import text

from lms.app import create_app
from lms.config import Config
from lms.services.sign_in import start_sign_in
from lms.storage.database import Database
from lms.storage.engine import make_engine
from tests.factories import PASSWORD, Someone, cast
from tests.proxy import HEADER_SECONDS, Answer, Behind, behind_nginx, parsed

pytestmark = pytest.mark.nginx
SECRET = "behind-" + "9Jw2mVqPz9XrLk4HsYd8Nc3Gf6Tb1Ae5"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where this server keeps everything."""
    return tmp_path_factory.mktemp("behind")


@pytest.fixture(scope="module")
def opened(sqlite_template: Path, folder: Path) -> Iterator[Database]:
    """Its database."""
    shutil.copyfile(sqlite_template, folder / "lms.db")
    made = Database(make_engine(f"sqlite:///{folder}/lms.db"))
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def people(opened: Database) -> dict[str, Someone]:
    """Who can sign in."""
    return cast(opened)


@pytest.fixture(scope="module")
def behind(opened: Database, people: dict[str, Someone], folder: Path) -> Iterator[Behind]:
    """The running pair."""
    environ = {"LMS_DATABASE_URL": f"sqlite:///{folder}/lms.db", "LMS_SECRET_KEY": SECRET}
    with behind_nginx(folder, environ) as pair:
        yield pair


def _cookie(behind: Behind, opened: Database, someone: Someone) -> str:
    """The cookie of somebody who is signed in."""
    token = opened.writing(
        lambda session, *, now: start_sign_in(
            session,
            account_id=someone.account_id,
            login=someone.login,
            source="127.0.0.1",
            device="Linux",
            now=now,
        )
    )
    config = Config(f"sqlite:///{behind.folder}/lms.db", behind.origin, behind.folder, SECRET)
    app = create_app(config)
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None
    app.extensions["lms"].database.dispose()
    return f"__Host-lms={serializer.dumps({'_user_id': token, '_fresh': True})}"


def _sign_ins(opened: Database) -> int:
    """How many sign-ins are open: what a smuggled request would end."""
    with opened.engine.connect() as connection:
        found = connection.execute(text("SELECT count(*) FROM sign_in WHERE ended_at IS NULL"))
        return int(found.scalar_one())


def test_a_person_signs_in_through_nginx(behind: Behind, people: dict[str, Someone]) -> None:
    page = behind.ask("/sign-in")
    assert page.status == 200
    token = re.search(rb'name="csrf_token"[^>]*value="([^"]+)"', page.body)
    assert token is not None
    cookie = page.header("Set-Cookie").partition(";")[0]
    body = (
        f"csrf_token={token[1].decode()}&login={people['officer'].login}"
        f"&password={PASSWORD.replace(' ', '+')}"
    ).encode()
    headers = {
        "Origin": behind.origin,
        "Cookie": cookie,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    answer = behind.ask("/sign-in", method="POST", body=body, headers=headers)
    assert answer.status == 303
    assert "Secure" in answer.header("Set-Cookie")


@pytest.mark.parametrize(
    ("path", "status"),
    [("/sign-in", 200), ("/nothing", 404), ("/.git/config", 404), ("/devices", 302)],
)
def test_web_01_every_answer_through_nginx_wears_the_headers_once(
    behind: Behind, path: str, status: int
) -> None:
    answer = behind.ask(path)
    assert answer.status == status
    _is_dressed(answer)


def _is_dressed(answer: Answer) -> None:
    for name, part in (
        ("Content-Security-Policy", "default-src 'none'"),
        ("X-Content-Type-Options", "nosniff"),
        ("Strict-Transport-Security", "max-age=31536000; includeSubDomains"),
        ("Cache-Control", "no-store"),
        ("Referrer-Policy", "same-origin"),
    ):
        assert part in answer.header(name), name
        assert len(answer.headers[name.lower()]) == 1, f"{name} stands there twice"
    assert answer.header("Server") == "nginx", "no version"
    assert not answer.header("X-Powered-By")


def test_web_01_what_nginx_refuses_by_itself_wears_them_too(behind: Behind) -> None:
    for raw in (
        f"TRACE / HTTP/1.1\r\nHost: {behind.host}\r\nConnection: close\r\n\r\n",
        f"PUT / HTTP/1.1\r\nHost: {behind.host}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        f"POST /sign-in HTTP/1.1\r\nHost: {behind.host}\r\nContent-Length: 99999999\r\n\r\n",
    ):
        answer = parsed(behind.raw(raw.encode()))
        assert answer.status in {405, 413}
        _is_dressed(answer)


def test_auth_18_without_tls_nginx_leads_to_the_https_address(behind: Behind) -> None:
    with socket.create_connection(("127.0.0.1", behind.plain_port), timeout=5) as door:
        door.sendall(
            f"GET /sign-in HTTP/1.1\r\nHost: {behind.host}\r\n"
            "X-Forwarded-Proto: https\r\nConnection: close\r\n\r\n".encode()
        )
        answer = parsed(door.recv(65536))
    assert answer.status == 308
    assert answer.header("Location") == f"{behind.origin}/sign-in"


def test_auth_18_a_forged_scheme_does_not_reach_the_application(behind: Behind) -> None:
    answer = behind.ask("/sign-in", headers={"X-Forwarded-Proto": "http"})
    assert answer.status == 200, "nginx says what it saw itself"


@pytest.mark.parametrize("path", ["/devices", "/", "/training"])
def test_web_04_nothing_private_is_kept_by_a_cache_in_between(
    behind: Behind, opened: Database, people: dict[str, Someone], path: str
) -> None:
    own = {"Cookie": _cookie(behind, opened, people["officer"])}
    others = {"Cookie": _cookie(behind, opened, people["stranger"])}
    name = f"badge {people['officer'].login}".encode()
    for tail in ("", "/x.css", ";a.css", "%2fa.css", "/..%2fstatic%2fa.css", "?a.css"):
        mine = behind.ask(path + tail, headers=own)
        theirs = behind.ask(path + tail, headers=others)
        nobodys = behind.ask(path + tail)
        assert mine.header("Cache-Control") == "no-store"
        assert name not in theirs.body
        assert name not in nobodys.body
        if tail in {"/x.css", ";a.css"} and path != "/":
            assert mine.status == 404
    kept = [each for each in (behind.folder / "cache").rglob("*") if each.is_file()]
    assert not [each for each in kept if name in each.read_bytes()]


def test_web_04_a_static_file_may_be_kept(behind: Behind) -> None:
    answer = behind.ask("/static/style.css")
    assert answer.header("Cache-Control") == "public, max-age=31536000, immutable"
    assert not answer.header("Set-Cookie")


def test_web_05_another_host_gets_no_page(behind: Behind) -> None:
    for raw in (
        "GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
        f"GET https://evil.example/ HTTP/1.1\r\nHost: {behind.host}\r\nConnection: close\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: {behind.host}\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
        "GET / HTTP/1.0\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
    ):
        found = parsed(behind.raw(raw.encode()))
        assert found.status in {0, 400, 421}, raw
        assert b"evil" not in found.body
    forged = behind.ask("/", headers={"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil"})
    assert "evil" not in forged.header("Location")
    inner = parsed(
        behind.raw_inner(b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
    )
    assert inner.status == 400


def test_web_06_forged_hops_do_not_reach_the_security_log(
    behind: Behind, opened: Database, people: dict[str, Someone]
) -> None:
    forged = ", ".join(f"198.51.100.{number}" for number in range(10))
    headers = {
        "X-Forwarded-For": forged,
        "X-Real-IP": "198.51.100.1",
        "Cookie": "__Host-lms=forged",
    }
    behind.ask("/sign-in", headers=headers)
    with opened.engine.connect() as connection:
        rows = connection.execute(
            text("SELECT source FROM security_log WHERE kind = 'cookie-refused'")
        ).scalars()
        assert set(rows) == {"127.0.0.1"}


_SMUGGLED = (
    "POST /devices/end-others HTTP/1.1\r\nHost: {host}\r\nX-Canary: 1\r\nContent-Length: 0\r\n\r\n"
)
_HEAD = "POST /sign-in HTTP/1.1\r\nHost: {host}\r\n"
_SMUGGLES = {
    "length and chunked": (
        f"{_HEAD}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    ),
    "chunked twice": (
        f"{_HEAD}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n"
    ),
    "chunked disguised": f"{_HEAD}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "chunked after a tab": f"{_HEAD}Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n",
    "chunked and more": f"{_HEAD}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
    "two lengths": f"{_HEAD}Content-Length: 0\r\nContent-Length: 44\r\n\r\n",
    "a list of lengths": f"{_HEAD}Content-Length: 0, 44\r\n\r\n",
    "a signed length": f"{_HEAD}Content-Length: +0\r\n\r\n",
    "a length in hex": f"{_HEAD}Content-Length: 0x0\r\n\r\n",
    "a negative length": f"{_HEAD}Content-Length: -1\r\n\r\n",
    "a header with CR alone": f"{_HEAD}X: a\rContent-Length: 44\r\n\r\n",
    "a space before the colon": f"{_HEAD}Content-Length : 44\r\n\r\n",
    "a folded header": f"{_HEAD}X: a\r\n Content-Length: 44\r\n\r\n",
    "a bad chunk size": f"{_HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
    "a huge chunk size": f"{_HEAD}Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n\r\n",
    "a chunk longer than it says": (
        f"{_HEAD}Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n"
    ),
    "a null in a header": f"{_HEAD}X: a\0b\r\nContent-Length: 0\r\n\r\n",
}


@pytest.mark.parametrize("way", _SMUGGLES)
@pytest.mark.parametrize("where", ["nginx", "gunicorn"])
def test_web_08_no_second_request_hides_in_a_first(
    behind: Behind, opened: Database, people: dict[str, Someone], where: str, way: str
) -> None:
    canary = secrets.token_hex(4)
    raw = (_SMUGGLES[way] + _SMUGGLED).format(host=behind.host).replace("X-Canary: 1", canary)
    before = _sign_ins(opened)
    lines = _log_lines(behind)
    ask = behind.raw if where == "nginx" else behind.raw_inner
    found = ask(raw.encode(), silence=0.8)
    first = parsed(found)
    assert first.status in {0, 400, 403, 413, 501, 505}, f"{way}: {found[:80]!r}"
    assert _sign_ins(opened) == before
    done = [line for line in _log_lines(behind)[len(lines) :] if "end-others" in line]
    assert not [line for line in done if '"status":303' in line]
    if first.status == 400:
        assert found.count(b"HTTP/1.") <= 2
        assert not done, f"{way}: the second request was executed"


def _log_lines(behind: Behind) -> list[str]:
    return (behind.folder / "gunicorn.log").read_text(errors="replace").splitlines()


def _inner(behind: Behind, path: str) -> Answer:
    raw = f"GET {path} HTTP/1.1\r\nHost: {behind.host}\r\nConnection: close\r\n\r\n"
    return parsed(behind.raw_inner(raw.encode()))


@pytest.mark.parametrize(
    "path",
    [
        *("/.git/HEAD", "/.env", "/.well-known/../.env", "/config", "/config.py", "/lms.db"),
        *("/backup.zip", "/wsgi.pyc", "/metrics", "/debug", "/console", "/admin", "/server-status"),
        *("/static/../wsgi.py", "/static/..%2fwsgi.py", "/static/%2e%2e/%2e%2e/wsgi.py"),
        *("/static/....//wsgi.py", "/static/..\\wsgi.py", "/static//etc/passwd", "/secret_key"),
        *("/templates/layout.html", "/health/details", "/health?details=1&verbose=1"),
    ],
)
def test_web_13_nothing_of_the_machine_is_served(behind: Behind, path: str) -> None:
    for answer in (
        behind.ask(path),
        _inner(behind, path),
    ):
        if path.startswith("/health?"):
            assert answer.body.strip() in {b'{"ok":true}', b'{"ok": true}', b"ok", b""}
            continue
        assert answer.status in {308, 400, 403, 404}, path
        assert b"create_app" not in answer.body
        assert b"root:" not in answer.body


def test_web_14_a_preflight_from_elsewhere_is_not_answered(behind: Behind) -> None:
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    for method in ("OPTIONS", "GET"):
        answer = behind.ask("/beats", method=method, headers=asked)
        assert answer.status in {401, 405}
        assert not [name for name in answer.headers if name.startswith("access-control")]


def test_web_11_slow_senders_are_cut_off_and_keep_nobody_waiting(behind: Behind) -> None:
    with ExitStack() as held:
        slow = [held.enter_context(behind.connection()) for _ in range(60)]
        for number, door in enumerate(slow):
            door.sendall(b"POST /sign-in HTTP/1.1\r\nHost: x\r\n" if number % 2 else b"GET / HT")
        since = time.monotonic()
        assert behind.ask("/sign-in").status == 200
        assert time.monotonic() - since < HEADER_SECONDS
        time.sleep(HEADER_SECONDS + 1)
        ended = 0
        for door in slow:
            door.settimeout(2)
            with suppress(OSError):
                while door.recv(4096):
                    pass
                ended += 1
        assert ended == len(slow)


def test_web_11_a_slow_body_and_a_slow_reader_hold_no_worker(behind: Behind) -> None:
    with ExitStack() as held:
        for number in range(20):
            door = held.enter_context(behind.connection())
            if number % 2:
                head = f"POST /sign-in HTTP/1.1\r\nHost: {behind.host}\r\nContent-Length: 9000\r\n"
                door.sendall(f"{head}\r\na=".encode())
            else:
                asked = f"GET /static/vendor/pico.min.css HTTP/1.1\r\nHost: {behind.host}\r\n\r\n"
                door.sendall(asked.encode())
        since = time.monotonic()
        for _ in range(5):
            assert behind.ask("/sign-in").status == 200
        assert time.monotonic() - since < 5


def test_web_17_a_flood_of_headers_is_refused(behind: Behind) -> None:
    big = {f"X-Filler-{number}": "a" * 4000 for number in range(12)}
    assert behind.ask("/sign-in", headers=big).status in {400, 431}
    inner = "".join(f"X-{number}: a\r\n" for number in range(200))
    raw = f"GET /sign-in HTTP/1.1\r\nHost: {behind.host}\r\nConnection: close\r\n{inner}\r\n"
    assert parsed(behind.raw_inner(raw.encode())).status in {400, 431}
    long = f"GET /sign-in?{'a' * 9000} HTTP/1.1\r\nHost: {behind.host}\r\nConnection: close\r\n\r\n"
    assert parsed(behind.raw(long.encode())).status in {400, 414}


def _frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
    return len(payload).to_bytes(3) + bytes([kind, flags]) + stream.to_bytes(4) + payload


def test_web_17_opening_and_resetting_streams_in_a_flood_stops_nobody_else(
    behind: Behind,
) -> None:
    name = behind.host.encode()
    headers = b"\x82\x87\x84\x41" + bytes([len(name)]) + name
    with behind.connection(protocols=("h2",)) as door:
        assert door.selected_alpn_protocol() == "h2"
        door.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + _frame(4, 0, 0, b""))
        with suppress(OSError):
            for stream in range(1, 6000, 2):
                door.sendall(_frame(1, 5, stream, headers) + _frame(3, 0, stream, (8).to_bytes(4)))
        since = time.monotonic()
        assert behind.ask("/sign-in").status == 200
        assert time.monotonic() - since < 10
        door.settimeout(5)
        with suppress(OSError, ssl.SSLError):
            while door.recv(65536):
                pass
    assert behind.ask("/health").status == 200


def test_web_18_nothing_is_offered_to_search_engines(behind: Behind) -> None:
    assert b"Disallow: /" in behind.ask("/robots.txt").body
    for path in ("/verify", "/verify/ABCD-EFGH", "/sign-in"):
        assert "noindex" in behind.ask(path).header("X-Robots-Tag")


def test_no_link_with_a_token_stands_in_the_log_of_nginx(behind: Behind) -> None:
    canary = secrets.token_urlsafe(32)
    behind.ask(f"/first-sign-in/{canary}")
    behind.ask(f"/sign-in?next={canary}")
    written = (behind.folder / "access.log").read_text() + "\n".join(_log_lines(behind))
    assert canary not in written
    assert '"path":"/first-sign-in/-"' in written
