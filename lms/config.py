"""What the environment decides, read once and refused with a sentence where it is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from lms.domain.mail import HERE, USUAL_PORT, Transport, is_address
from lms.storage.mail import NO_LOGIN, MailLogin, MailServer

SHORTEST_SECRET = 32
_ON = {"1", "true", "yes", "on"}
_HERE = "127.0.0.0/8,::1/128"
_WEAK = ("secret", "changeme", "change-me", "password", "default", "example", "dev", "$(")
_RUNS = (
    "0123456789012345678901234567890123456789 abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"
)
_LONGEST_RUN = 12


class ConfigError(Exception):
    """The environment does not allow a start; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Config:
    """Where the data is, under which address the product answers, and its secret.

    Attributes:
        base_url: without a slash at its end; printed on certificates and in QR codes.
        secret_key: signs cookies and page tokens; at least 32 characters.
        old_secret_key: the secret before, still good for what was signed with it.
        proxies: addresses whose X-Forwarded-For and X-Forwarded-Proto are believed.
        mail: where letters are handed in until the department decides it; None for nowhere.
        mail_login: for whichever mail server it is.
        anchor_file: where every signed head is added, on another volume; None for nowhere.
    """

    database_url: str
    base_url: str
    data_dir: Path
    secret_key: str
    proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    old_secret_key: str = ""
    mail: MailServer | None = None
    mail_login: MailLogin = NO_LOGIN
    anchor_file: Path | None = None

    @property
    def secure(self) -> bool:
        """Whether the product is reached over TLS."""
        return self.base_url.startswith("https://")

    @property
    def host(self) -> str:
        """The host name, with its port where there is one, that requests must name."""
        return urlsplit(self.base_url).netloc

    @property
    def database_file(self) -> Path | None:
        """The file of an SQLite database; None where another machine may keep it."""
        if not self.database_url.startswith("sqlite:///"):
            return None
        return Path(self.database_url.removeprefix("sqlite:///"))

    @property
    def on_loopback(self) -> bool:
        """Whether the address can be reached from this machine only."""
        return urlsplit(self.base_url).hostname in HERE


def from_environ(environ: Mapping[str, str]) -> Config:
    """Read the settings named LMS_... and PORT.

    Raises:
        ConfigError: a secret is missing or weak, an address cannot be used, or debug is on.
    """
    if environ.get("FLASK_DEBUG", "").casefold() in _ON:
        raise ConfigError("FLASK_DEBUG is on, which shows the inside to anybody. Unset it.")
    data_dir = Path(environ.get("LMS_DATA_DIR", "var")).resolve()
    port = environ.get("PORT", "8000")
    if not port.isdigit():
        raise ConfigError(f"PORT is {port!r}; it must be a number.")
    base_url = environ.get("LMS_BASE_URL", f"http://127.0.0.1:{port}").rstrip("/")
    database_url = environ.get("LMS_DATABASE_URL", f"sqlite:///{data_dir / 'lms.db'}")
    return Config(
        database_url=_database_url(database_url),
        base_url=_base_url(base_url),
        data_dir=data_dir,
        secret_key=_secret(environ.get("LMS_SECRET_KEY", "")),
        old_secret_key=_old_secret(environ.get("LMS_OLD_SECRET_KEY", "")),
        proxies=_proxies(environ.get("LMS_PROXY", _HERE if base_url.startswith("https") else "")),
        mail=_mail(environ),
        mail_login=_mail_login(environ),
        anchor_file=_anchor_file(environ.get("LMS_ANCHOR_FILE", ""), data_dir),
    )


def _anchor_file(text: str, data_dir: Path) -> Path | None:
    if not text:
        return None
    path = Path(text)
    if not path.is_absolute() or not path.parent.is_dir():
        raise ConfigError(
            f"LMS_ANCHOR_FILE is {text!r}; it must be a whole path in a folder that exists, "
            "such as /mnt/anchors/heads.jsonl"
        )
    if path.resolve().is_relative_to(data_dir):
        raise ConfigError(
            f"LMS_ANCHOR_FILE is {text!r}, inside the data directory, where whoever changes the "
            "record changes it as well. Put it on another volume, best on another machine."
        )
    return path


def _mail(environ: Mapping[str, str]) -> MailServer | None:
    host = environ.get("LMS_SMTP_HOST", "").strip()
    if not host:
        return None
    way = environ.get("LMS_SMTP_SECURITY", Transport.STARTTLS)
    if way not in set(Transport):
        raise ConfigError(f"LMS_SMTP_SECURITY is {way!r}; it must be starttls, tls or none.")
    transport = Transport(way)
    login = _mail_login(environ)
    if transport is Transport.NONE and host not in HERE:
        raise ConfigError(
            f"LMS_SMTP_SECURITY is none, but {host} is another machine: letters hold links that "
            "set passwords. Use starttls or tls."
        )
    usual = USUAL_PORT[Transport.TLS if transport is Transport.TLS else Transport.STARTTLS]
    port = environ.get("LMS_SMTP_PORT", str(usual))
    if not port.isdigit():
        raise ConfigError(f"LMS_SMTP_PORT is {port!r}; it must be a number.")
    sender = environ.get("LMS_MAIL_FROM", "")
    if not is_address(sender):
        raise ConfigError(
            f"LMS_MAIL_FROM is {sender!r}; it must be an address such as training@example.gov"
        )
    return MailServer(host, int(port), transport, sender, login.user, login.password)


def _mail_login(environ: Mapping[str, str]) -> MailLogin:
    user, secret = environ.get("LMS_SMTP_USER", ""), environ.get("LMS_SMTP_PASSWORD", "")
    if bool(user) != bool(secret):
        raise ConfigError("LMS_SMTP_USER and LMS_SMTP_PASSWORD come together or not at all.")
    return MailLogin(user, secret)


def _secret(secret: str) -> str:
    if len(secret) < SHORTEST_SECRET:
        raise ConfigError(
            "LMS_SECRET_KEY is missing or shorter than 32 characters. Make one with: "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    if len(set(secret)) < SHORTEST_SECRET // 3 or _is_guessable(secret.casefold()):
        raise ConfigError("LMS_SECRET_KEY can be guessed. Make a random one of 32 characters.")
    return secret


def _old_secret(secret: str) -> str:
    return _secret(secret) if secret else ""


def _is_guessable(secret: str) -> bool:
    runs = (secret[at : at + _LONGEST_RUN] for at in range(len(secret) - _LONGEST_RUN + 1))
    return secret.startswith(_WEAK) or any(run in _RUNS for run in runs)


def _base_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path:
        raise ConfigError(
            f"LMS_BASE_URL is {url!r}; it must look like https://training.example.gov"
        )
    return url


def _proxies(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    try:
        return tuple(ip_network(each.strip()) for each in text.split(",") if each.strip())
    except ValueError:
        raise ConfigError(
            f"LMS_PROXY is {text!r}; it must be addresses or networks such as 10.0.0.5,10.1.0.0/16"
        ) from None


def _database_url(url: str) -> str:
    if url.startswith("postgresql://"):
        return url.replace("postgresql://", "postgresql+psycopg://", 1)
    if url.startswith(("sqlite:///", "postgresql+psycopg://")):
        return url
    raise ConfigError("LMS_DATABASE_URL must begin with sqlite:/// or postgresql://")
