"""Suites that ask a server of their own over HTTP, instead of the app by its test client."""

import re
from dataclasses import dataclass, field

from releasecheck.facts import Place
from releasecheck.gather.source.sheet import Sheet

_HERE = re.compile(r"https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?:[:/]|$)")
_CLIENTS = frozenset({"aiohttp", "http", "httpx", "playwright", "requests", "selenium", "urllib", "urllib3"})


@dataclass(slots=True)
class OverHttp:
    """What the files of the tests have of it, each perhaps a part."""

    addresses: list[Place] = field(default_factory=list)  # of this machine, the first of each file
    has_client: bool = False

    def note(self, sheet: Sheet) -> None:
        """A file of the tests."""
        texts = ((value, at) for value, at in sheet.literals.items() if isinstance(value, str))
        first = min((at for value, at in texts if _HERE.match(value)), default=None)
        if first is not None:
            self.addresses.append(Place(sheet.path, *first))
        origins = {origin.partition(".")[0] for origin in sheet.imports.values()}
        self.has_client = self.has_client or not _CLIENTS.isdisjoint(origins)

    @property
    def asked(self) -> list[Place]:
        """The addresses, where there is something to ask them with."""
        return self.addresses if self.has_client else []
