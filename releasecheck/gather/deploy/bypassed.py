"""Ports of the app's own server that a compose file opens beside the nginx that passes requests on to it."""

from collections.abc import Iterator, Mapping, Sequence

from releasecheck.facts.deploy import Bypass, Proxy
from releasecheck.gather.deploy.manifest import AppPort, Item
from releasecheck.gather.deploy.nginx import addresses


def bypassed(
    read: Sequence[tuple[str, Sequence[Item]]], texts: Mapping[str, str], proxies: Sequence[Proxy]
) -> Iterator[Bypass]:
    """By the items of each file, the text of each, and the proxies of all."""
    nginx = [one for one in proxies if one.what == "nginx"]
    configs = [(one, addresses(texts.get(one.place.path or "", ""))) for one in nginx]
    for _, found in read:
        if any(isinstance(one, Proxy) and one.what == "nginx" for one in found):
            for each in (one for one in found if isinstance(one, AppPort)):
                inner = each.port.port.rpartition(":")[2].removesuffix("/tcp")
                own = {f"{name}:{inner}" for name in each.names}
                passing = next((proxy for proxy, passed in configs if passed & own), None)
                if passing:
                    yield Bypass(each.port.service, each.port.port, each.port.place, passing)
