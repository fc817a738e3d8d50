"""The shelf as JSON, to read only."""

from dataclasses import asdict
from typing import Any

from flask import Blueprint, abort, request

from toolshed import inventory

blueprint = Blueprint("api", __name__, url_prefix="/api")


@blueprint.get("/tools")
def tools() -> dict[str, Any]:
    """Return the shelf, or what of it matches `?q=`."""
    return {"tools": [asdict(tool) for tool in inventory.search(request.args.get("q", "").strip())]}


@blueprint.get("/tools/<int:tool_id>")
def tool(tool_id: int) -> dict[str, Any]:
    """Return one tool."""
    found = inventory.find(tool_id)
    if found is None:
        abort(404, "There is no such tool on the shelf.")
    return asdict(found)
