"""The product as a department runs it: gunicorn behind nginx over TLS, on ports of this test.

The nginx configuration is the delivered one, ``deploy/nginx.conf``, with its name kept and
its ports, certificate and times put in.
"""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.bench.server import ROOT, Server, free_port, serving

NAME = "training.example.gov"
HOST = "127.0.0.1"
HEADER_SECONDS = 2
_MAIN = """\
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  proxy_cache_path {folder}/cache keys_zone=deceived:1m;
  {site}
}}
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as bytes came: status, headers by lower-case name, body."""

    status: int
    headers: Mapping[str, tuple[str, ...]]
    body: bytes

    def header(self, name: str) -> str:
        """A header's values, joined; empty where there is none."""
        return ", ".join(self.headers.get(name.lower(), ()))


@dataclass(frozen=True, slots=True)
class Behind:
    """A running pair: ``port`` is nginx over TLS, ``plain_port`` without, ``inner`` gunicorn."""

    port: int
    plain_port: int
    inner: Server
    folder: Path

    @property
    def origin(self) -> str:
        """The address that people use."""
        return f"https://{NAME}:{self.port}"

    @property
    def host(self) -> str:
        """What a Host header says."""
        return f"{NAME}:{self.port}"

    @contextmanager
    def connection(self, *, protocols: tuple[str, ...] = ("http/1.1",)) -> Iterator[ssl.SSLSocket]:
        """A TLS connection to nginx."""
        context = ssl.create_default_context(cafile=str(self.folder / "cert.pem"))
        context.set_alpn_protocols(list(protocols))
        with (
            socket.create_connection((HOST, self.port), timeout=10) as plain,
            context.wrap_socket(plain, server_hostname=NAME) as secured,
        ):
            yield secured

    def raw(self, sent: bytes, *, silence: float = 5) -> bytes:
        """Send bytes through nginx and read until the connection ends or falls silent."""
        with self.connection() as door:
            door.sendall(sent)
            return _read(door, silence)

    def raw_inner(self, sent: bytes, *, silence: float = 5) -> bytes:
        """Send bytes straight to gunicorn."""
        with socket.create_connection((HOST, self.inner.port), timeout=10) as door:
            door.sendall(sent)
            return _read(door, silence)

    def ask(
        self,
        path: str,
        *,
        method: str = "GET",
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One request on a connection of its own."""
        lines = {"Host": self.host, "Connection": "close", **(headers or {})}
        if body or method == "POST":
            lines["Content-Length"] = str(len(body))
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        return parsed(self.raw(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode("latin-1") + body))


def parsed(raw: bytes) -> Answer:
    """The first answer in what came."""
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers: dict[str, tuple[str, ...]] = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.lower()] = (*headers.get(name.lower(), ()), value.strip())
    status = int(first.split(" ")[1]) if first.startswith("HTTP/") else 0
    return Answer(status, headers, body)


def _read(door: socket.socket, silence: float) -> bytes:
    door.settimeout(silence)
    found = b""
    with suppress(TimeoutError, ConnectionError, ssl.SSLError):
        while piece := door.recv(65536):
            found += piece
    return found


def _certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


def _site(folder: Path, port: int, plain_port: int, inner: int) -> str:
    """The delivered configuration with what a department puts in, and shorter times."""
    changes = {
        "listen 443": f"listen {HOST}:{port}",
        "listen 80": f"listen {HOST}:{plain_port}",
        "127.0.0.1:8000": f"{HOST}:{inner}",
        "/etc/ssl/training.example.gov.pem": f"{folder}/cert.pem",
        "/etc/ssl/private/training.example.gov.key": f"{folder}/key.pem",
        "/var/log/nginx/lms.log": f"{folder}/access.log",
        "client_header_timeout 10s": f"client_header_timeout {HEADER_SECONDS}s",
        "client_body_timeout 10s": f"client_body_timeout {HEADER_SECONDS}s",
        "proxy_cache off": "proxy_cache deceived",
        f"https://{NAME}$request_uri": f"https://{NAME}:{port}$request_uri",
    }
    site = (ROOT / "deploy" / "nginx.conf").read_text()
    for old, new in changes.items():
        assert old in site, old
        site = site.replace(old, new)
    return site


@contextmanager
def behind_nginx(folder: Path, environ: Mapping[str, str]) -> Iterator[Behind]:
    """Start both; ``environ`` names the database and the secret."""
    _certificate(folder)
    port, plain_port, inner = free_port(), free_port(), free_port()
    settings = {**environ, "LMS_BASE_URL": f"https://{NAME}:{port}", "LMS_DATA_DIR": str(folder)}
    with serving("wsgi:app", folder / "gunicorn.log", settings, port=inner) as server:
        conf = folder / "nginx.conf"
        user = "user root;" if os.geteuid() == 0 else ""
        site = _site(folder, port, plain_port, inner)
        conf.write_text(_MAIN.format(folder=folder, user=user, site=site))
        with subprocess.Popen(
            ["nginx", "-e", f"{folder}/error.log", "-p", str(folder), "-c", str(conf)]
        ) as nginx:
            try:
                _await(port, nginx)
                yield Behind(port, plain_port, server, folder)
            finally:
                nginx.terminate()
                nginx.wait(20)


def _await(port: int, nginx: subprocess.Popen[bytes]) -> None:
    since = time.monotonic()
    while time.monotonic() - since < 20 and nginx.poll() is None:
        with suppress(OSError), socket.create_connection((HOST, port), timeout=1):
            return
        time.sleep(0.05)
    raise RuntimeError("nginx did not start")
