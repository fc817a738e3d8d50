"""What to probe and what to expect of it."""

from dataclasses import dataclass, field, replace
from urllib.parse import unquote, urlsplit

import requests

from releasecheck.probe.credentials import Credentials
from releasecheck.probe.expectations import check_build_place, parse_header, parse_json, parse_status
from releasecheck.probe.places import parse_place, parse_proxy
from releasecheck.probe.text import shown_url

_LONGEST = 86_400.0
_NO_CREDENTIALS = Credentials()


@dataclass(frozen=True, kw_only=True)
class Target:
    """A URL and what its answer must be; raises ValueError for what cannot be meant.

    Times are seconds: `deadline` is the hard limit of the whole probe, a slower answer than `max_time` fails,
    than `warn_time` warns. The `expect_*` texts are those of the command line:

    - `expect_status`: `200`, `200,204` or `200-299`;
    - `expect_json`: `PATH=VALUE` each, a JMESPath and JSON or else text, or an expression that must be true;
    - `expect_headers`: `Name: value`, `Name: ~regex` or `Set-Cookie: NAME; Secure; SameSite=Lax` each;
    - `expect_build`: the id; `build_from` says where it is, `json:PATH` or `header:NAME`.

    `connect_to` is `HOST[:PORT]`, `ca_file` a PEM file or folder, `cert` a PEM file with certificate and key,
    or `CERT,KEY`. `proxy` is `http://HOST:PORT`, none is taken from the environment; it looks the name up,
    and so what is vetted and connected is the proxy. `follow_redirects` is 0 to 5. `debugger` asks for
    Werkzeug's, by a second request. `canary` is a name that always resolves here: it tells a bad name from a
    bad network.
    """

    url: str = field(repr=False)
    expect_status: str = "200-299"
    expect_json: tuple[str, ...] = ()
    expect_headers: tuple[str, ...] = ()
    expect_build: str | None = None
    build_from: str | None = None
    max_time: float | None = None
    warn_time: float = 1.0
    deadline: float = 10.0
    connect_timeout: float = 3.0
    follow_redirects: int = 0
    connect_to: str | None = None
    ca_file: str | None = None
    cert: str | None = None
    insecure: bool = False
    credentials: Credentials = _NO_CREDENTIALS
    debugger: bool = True
    canary: str = "example.com"
    proxy: str | None = None

    def __post_init__(self) -> None:
        """Refuse what could only fail later."""
        _check_url(self.url)
        _check_printable(*self.expect_json, *self.expect_headers, self.expect_build or "")
        parse_status(self.expect_status)
        for text in self.expect_json:
            parse_json(text)
        for text in self.expect_headers:
            parse_header(text)
        if self.build_from is not None:
            check_build_place(self.build_from)
        if self.connect_to is not None:
            parse_place(self.connect_to)
        if self.proxy is not None:
            parse_proxy(self.proxy)
            _check_way(self)
        _check_numbers(self)

    @property
    def shown_url(self) -> str:
        """The URL as it may be printed."""
        return shown_url(self.url)

    @property
    def has_credentials_in_url(self) -> bool:
        """Whether the URL carries some: shells, process lists and logs keep URLs."""
        return urlsplit(self.url).username is not None

    @property
    def all_credentials(self) -> Credentials:
        """Those given, else those in the URL."""
        parts = urlsplit(self.url)
        if self.credentials.headers() or parts.username is None:
            return self.credentials
        return replace(self.credentials, basic=f"{unquote(parts.username)}:{unquote(parts.password or '')}")


def _check_printable(*texts: str) -> None:
    """Reports show what was expected, and must stay well-formed."""
    if not all(text.isprintable() for text in texts):
        raise ValueError("expect-*: control characters cannot be expected")


def _check_way(target: Target) -> None:
    """A proxy takes the place to connect to from the URL; nothing here can give it another."""
    if target.connect_to is not None:
        raise ValueError("proxy: not together with connect-to")


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        known = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        requests.models.PreparedRequest().prepare_url(url, None)
        (parts.hostname or "").encode("idna")  # as the look-up will: no empty label, none over 63 bytes
    except ValueError:
        known = False
    if not known or not url.isprintable() or " " in url:
        raise ValueError(f"{_shown_bad_url(url)!r} is not a URL like https://app.example/health")


def _shown_bad_url(url: str) -> str:
    """A broken URL may still hold a password, and cannot be trusted to divide."""
    return "***@" + url.rpartition("@")[2] if "@" in url else url


def _check_numbers(target: Target) -> None:
    for name in ("deadline", "connect_timeout", "max_time", "warn_time"):
        seconds = getattr(target, name)
        if seconds is not None and not 0 < seconds <= _LONGEST:
            raise ValueError(f"{name.replace('_', '-')}: must be more than 0 seconds and at most a day")
    if not 0 <= target.follow_redirects <= 5:
        raise ValueError("follow-redirects: must be 0 to 5")
