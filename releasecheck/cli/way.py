"""What of the way to a deployment only somebody's asking opens: a proxy, a .netrc."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from releasecheck.probe import credentials_from, netrc_credentials
from releasecheck.probe.places import authority
from releasecheck.probe.proxy import proxy_from_environment

FROM_ENVIRONMENT = "env"


@dataclass(frozen=True, slots=True)
class Way:
    """`--proxy`, `--netrc` and `--netrc-file` as they were given."""

    proxy: str | None
    netrc: bool
    netrc_file: Path | None

    def to(self, url: str, tell: Callable[[str], None]) -> dict[str, Any]:
        """The target's `proxy` and `credentials`; raises ValueError for what cannot be used.

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
        return {"proxy": proxy, "credentials": credentials}
