"""The host under which the app lets itself be asked."""

from __future__ import annotations

from typing import Any


def host(app: Any, domain: str = "") -> str:
    """A host that the app accepts, for a rule's subdomain or host."""
    if domain and app.url_map.host_matching:
        return domain
    server = app.config.get("SERVER_NAME") or _trusted(app) or "localhost"
    return "%s.%s" % (domain, server) if domain else str(server)


def _trusted(app: Any) -> str:
    trusted = app.config.get("TRUSTED_HOSTS") or ()
    names = [trusted] if isinstance(trusted, str) else trusted
    return next((str(name).lstrip("*").lstrip(".") for name in names), "")


def base_url(app: Any, domain: str = "", scheme: str = "https", named: str = "") -> str:
    """The URL of the app's root, under a host of its own unless it is to be `named` otherwise."""
    root = app.config.get("APPLICATION_ROOT")
    path = root.strip("/") if isinstance(root, str) else ""
    return "%s://%s/%s" % (scheme, named or host(app, domain), path)
