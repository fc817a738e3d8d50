"""Suites that ask a server of their own over HTTP, instead of the app by its test client."""

import re
from dataclasses import dataclass, field

from releasecheck.facts import Place
from releasecheck.gather.source.sheet import Sheet

_HERE = re.compile(r"https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?:[:/]|$)")
# Of the standard library the modules that ask: `http.HTTPStatus` and `urllib.parse` ask nobody.
_CLIENTS = frozenset(
    {
        *("aiohttp", "http.client", "httpx", "playwright", "requests", "selenium", "urllib.request"),
        "urllib3",
    }
)


@dataclass(slots=True)
class OverHttp:
    """What the files of the tests have of it, each perhaps a part."""

    addresses: list[Place] = field(default_factory=list)  # of this machine, the first of each file
    has_client: bool = False
    has_test_client: bool = False

    def note(self, sheet: Sheet, content: bytes | str) -> None:
        """A file of the tests."""
        texts = ((value, at) for value, at in sheet.literals.items() if isinstance(value, str))
        first = min((at for value, at in texts if _HERE.match(value)), default=None)
        if first is not None:
            self.addresses.append(Place(sheet.path, *first))
        self.has_client = self.has_client or any(_is_client(one, content) for one in sheet.imports.values())
        self.has_test_client = self.has_test_client or (
            isinstance(content, bytes) and b"test_client" in content
        )

    @property
    def asked(self) -> list[Place]:
        """The addresses, where there is something to ask them with, and nothing to ask the app itself."""
        return self.addresses if self.has_client and not self.has_test_client else []


def _is_client(origin: str, content: bytes | str) -> bool:
    """By what is imported; of `import http.client` that says no more than "http"."""
    package, _, rest = origin.partition(".")
    named = f"{package}.{rest.partition('.')[0]}" if rest else package
    whole = (f"{package}.{module}" for module in ("client", "request")) if not rest else ()
    in_text = isinstance(content, bytes) and any(one in _CLIENTS and one.encode() in content for one in whole)
    return in_text or not _CLIENTS.isdisjoint((package, named))
