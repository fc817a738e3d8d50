"""Toolshed, a neighbourhood tool library."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from toolshed import database, errors, headers, membership
from toolshed.config import DEFAULTS, from_environment
from toolshed.views import accounts, api, catalogue, health


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """Build the app from the given config, or else from the environment."""
    app = Flask(__name__)
    app.config.from_mapping(DEFAULTS, DATABASE=str(Path(app.instance_path, "toolshed.sqlite3")))
    app.config.from_mapping(from_environment() if config is None else config)
    CSRFProtect(app)
    for part in (database, errors, headers, membership):
        part.init_app(app)
    for module in (catalogue, accounts, api, health):
        app.register_blueprint(module.blueprint)
    trust_proxies(app, app.config["TRUSTED_PROXIES"])
    return app


def trust_proxies(app: Flask, hops: int) -> None:
    """Believe the X-Forwarded headers of exactly this many proxies."""
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)
