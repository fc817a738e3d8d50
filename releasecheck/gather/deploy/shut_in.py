"""Servers that listen on the loopback of their own container, where nothing passes requests on to them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from releasecheck.facts.deploy import Launch

# What may stand in the same container, pod or network, in any deploy file.
_PASSES_ON = re.compile(
    r"nginx|caddy|haproxy|traefik|apache|httpd|lighttpd|envoy|cloudflared|ngrok|tailscale|socat|varnish|istio"
    r"|network_mode|--net(work)?[= ]host|hostNetwork",
    re.IGNORECASE,
)


def shut_in(texts: Mapping[str, str], launches: Sequence[Launch]) -> Iterator[Launch]:
    """Those of a Dockerfile, and of the supervisord that one starts, by the text of each deploy file."""
    images = {path: text for path, text in texts.items() if _is_image(path)}
    if not images or any(map(_PASSES_ON.search, texts.values())):
        return
    supervised = any("supervisord" in text for text in images.values())
    for launch in launches:
        path = launch.place.path or ""
        by_supervisor = supervised and PurePosixPath(path).match("supervisor*.conf")
        if launch.loopback and (path in images or by_supervisor):
            yield launch


def _is_image(path: str) -> bool:
    return "dockerfile" in PurePosixPath(path).name.lower()
