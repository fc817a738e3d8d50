"""Is this process alive, is it ready, and which release is it?"""

import os
import socket
import sqlite3
from datetime import UTC, datetime

from flask import Blueprint, Response, current_app, json
from flask.blueprints import BlueprintSetupState

from toolshed.database import connection

blueprint = Blueprint("health", __name__)


@blueprint.record_once
def remember_start(state: BlueprintSetupState) -> None:
    """Keep what identifies this process, taken once: a file read later could belong to a newer release."""
    state.app.extensions["process"] = {
        "releaseId": state.app.config["RELEASE_ID"],
        "instance": f"{socket.gethostname()}:{os.getpid()}",
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
    }


@blueprint.get("/livez")
def livez() -> Response:
    """Say that the process answers; asks nothing else, so an outage elsewhere restarts nobody."""
    return health("pass")


@blueprint.get("/readyz")
def readyz() -> Response:
    """Say whether visitors can be served: 503 while the database fails."""
    database = database_status()
    return health(database, checks={"database:query": [{"componentType": "datastore", "status": database}]})


def database_status() -> str:
    """Return pass or fail; the reason goes to the log, since anybody may ask."""
    try:
        connection().execute("SELECT 1 FROM shelf LIMIT 1")
    except (sqlite3.Error, OSError):
        current_app.logger.exception("The database does not answer")
        return "fail"
    return "pass"


def health(status: str, **details: object) -> Response:
    """Answer in the health+json format."""
    body = {"status": status, **current_app.extensions["process"], **details}
    return Response(
        json.dumps(body),
        200 if status == "pass" else 503,
        {"Cache-Control": "no-store"},
        content_type="application/health+json",
    )
