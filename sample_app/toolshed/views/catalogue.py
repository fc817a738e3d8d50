"""The shelf: look, lend, borrow, bring back."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from toolshed import inventory
from toolshed.forms import ToolForm
from toolshed.inventory import Tool
from toolshed.membership import current_member, member_required

blueprint = Blueprint("catalogue", __name__)


@blueprint.get("/")
def index() -> str:
    """Show the shelf, or what of it matches the search."""
    words = request.args.get("q", "").strip()
    return render_template("catalogue/index.html", tools=inventory.search(words), words=words)


@blueprint.get("/tools/<int:tool_id>")
def tool(tool_id: int) -> str:
    """Show one tool."""
    return render_template("catalogue/tool.html", tool=tool_or_404(tool_id))


@blueprint.route("/tools/new", methods=["GET", "POST"])
@member_required
def new_tool() -> str | Response:
    """Put a tool on the shelf."""
    form = ToolForm()
    if not form.validate_on_submit():
        return render_template("catalogue/new.html", form=form)
    tool_id = inventory.add(form.name.data, form.description.data, current_member().id)
    flash("Thank you! It is on the shelf.")
    return redirect(url_for(".tool", tool_id=tool_id))


@blueprint.post("/tools/<int:tool_id>/loan")
@member_required
def borrow(tool_id: int) -> Response:
    """Borrow a tool that is in."""
    tool_or_404(tool_id)
    if not inventory.lend(tool_id, current_member().id):
        abort(409, "Somebody was quicker: this tool is out.")
    flash("It is yours until you bring it back.")
    return redirect(url_for(".tool", tool_id=tool_id))


@blueprint.post("/tools/<int:tool_id>/homecoming")
@member_required
def bring_back(tool_id: int) -> Response:
    """Bring back a tool."""
    tool_or_404(tool_id)
    if not inventory.take_back(tool_id, current_member().id):
        abort(409, "You do not have this tool.")
    flash("Welcome back, tool.")
    return redirect(url_for(".tool", tool_id=tool_id))


def tool_or_404(tool_id: int) -> Tool:
    """Return the tool, or end the request."""
    found = inventory.find(tool_id)
    if found is None:
        abort(404, "There is no such tool on the shelf.")
    return found
