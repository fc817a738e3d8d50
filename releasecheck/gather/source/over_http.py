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
        self.has_client = self.has_client or any(map(_is_client, sheet.imports.values()))
        self.has_test_client = self.has_test_client or (
            isinstance(content, bytes) and b"test_client" in content
        )

    @property
    def asked(self) -> list[Place]:
        """The addresses, where there is something to ask them with, and nothing to ask the app itself."""
        return self.addresses if self.has_client and not self.has_test_client else []


def _is_client(origin: str) -> bool:
    parts = origin.split(".")
    return parts[0] in _CLIENTS or ".".join(parts[:2]) in _CLIENTS
