"""The way to a deployment, as the command line describes it."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Self

from releasecheck.probe import credentials_from, netrc_credentials
from releasecheck.probe.places import authority
from releasecheck.probe.proxy import proxy_from_environment

FROM_ENVIRONMENT = "env"


@dataclass(frozen=True, slots=True)
class Way:
    """What `options.way_to_a_host` took; a proxy and a .netrc are used only where somebody asks for them."""

    deadline: float
    connect_to: str | None
    proxy: str | None
    netrc: bool
    netrc_file: Path | None
    ca_file: str | None
    cert: str | None
    insecure: bool

    @classmethod
    def given_by(cls, options: Mapping[str, Any]) -> Self:
        """The way, out of all options of a command."""
        return cls(**{one.name: options[one.name] for one in fields(cls)})

    def to(self, url: str, tell: Callable[[str], None]) -> dict[str, Any]:
        """What the target is told of the way; raises ValueError for what cannot be used.

        RELEASECHECK_PROBE_* and what the URL carries go before a .netrc; `tell` is told that it has no entry.
        """
        proxy, credentials = self.proxy, credentials_from(os.environ)
        if proxy == FROM_ENVIRONMENT:
            proxy, pair = proxy_from_environment(url)
            credentials = replace(credentials, proxy=credentials.proxy or pair)
        if self.netrc or self.netrc_file is not None:
            found = netrc_credentials(url, self.netrc_file)
            if found is None:
                tell(f"the .netrc has no entry for {authority(url)}: it is asked without credentials")
            elif not credentials.headers() and "@" not in url.partition("://")[2].partition("/")[0]:
                credentials = replace(credentials, basic=found.basic)
        return {
            "deadline": self.deadline,
            "connect_to": self.connect_to,
            "proxy": proxy,
            "credentials": credentials,
            "ca_file": self.ca_file,
            "cert": self.cert,
            "insecure": self.insecure,
        }
