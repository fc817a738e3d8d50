"""The deployed pages: what a dozen polite questions were answered."""

from dataclasses import dataclass, field
from typing import Literal

from releasecheck.facts.requests import Cookie

Purpose = Literal[
    "route",  # a safe page of the release, asked as it was before the release
    "mounted",  # whether a rule is there at all, by OPTIONS
    "nowhere",  # a path that no rule has
    "nowhere-api",  # likewise, below where the release answers JSON
    "not-allowed",  # GET of a rule that takes other methods only
    "static",  # a file that a template names
    "forged-host",  # with an X-Forwarded-Host that is nobody's
    "dotfile",  # what must never be served
    "plain-http",  # a page of a site with TLS, asked without
]
Sign = Literal["traceback", "debugger", "forged host", "dotenv", "git", "password form", "http link"]


@dataclass(frozen=True, slots=True)
class Page:
    """One answer; `failed` is the prober's reason where none came.

    Of the headers only those that rules compare are kept, names in lower case, and of the body only signs.
    """

    purpose: Purpose
    method: str
    path: str  # below the deployment's URL, as the app knows it
    url: str  # as it may be shown
    endpoint: str | None = None
    rule: str | None = None
    status: int | None = None
    failed: str | None = None
    ours: bool = False  # it failed on this side
    by_edge: bool = False  # a proxy or load balancer wrote it
    headers: dict[str, str] = field(default_factory=dict)
    cookies: tuple[Cookie, ...] = ()
    shows: tuple[Sign, ...] = ()
    repeated: tuple[str, ...] = ()  # headers that are there more than once, and do not say the same
    size: int | None = None  # of a file, in bytes
    digest: str | None = None  # its SHA-256
    alike: bool | None = None  # over plain http: whether it is the page that is served over TLS


@dataclass(frozen=True, slots=True)
class OneByOne:
    """The instances asked for Werkzeug's debugger; `exposed` is whether it answered in place of one."""

    asked: tuple[str, ...]
    unmet: tuple[str, ...] = ()  # known, and never met again within the questions that are polite
    exposed: bool = False


@dataclass(frozen=True, slots=True)
class Live:
    """`published_key`: whether a cookie of the site is signed with a key that everybody can look up.

    `checked_now` are the dependencies that the health answer names, `checked_before` those that it named
    before the deploy; null where nobody looked. `health_kept` is the header that says so where a cache
    answered for the health route. `with_credentials`: the questions carried the operator's.
    """

    url: str
    pages: tuple[Page, ...]
    with_credentials: bool = False
    published_key: bool | None = None
    checked_now: tuple[str, ...] | None = None
    checked_before: tuple[str, ...] | None = None
    health_kept: str | None = None
    one_by_one: OneByOne | None = None  # null where instances cannot be told apart, or nobody asked

    def of(self, purpose: Purpose) -> tuple[Page, ...]:
        """The pages that were asked for this."""
        return tuple(page for page in self.pages if page.purpose == purpose)
