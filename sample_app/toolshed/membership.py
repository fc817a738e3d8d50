"""Who is signed in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, flash, g, redirect, session, url_for

from toolshed import members
from toolshed.members import Member


def init_app(app: Flask) -> None:
    """Let templates ask for the member."""
    app.add_template_global(current_member)


def current_member() -> Member | None:
    """Return who is signed in, looked up once per request and only when a page asks."""
    if "member" not in g:
        member_id = session.get("member_id")
        g.member = None if member_id is None else members.find(member_id)
    return g.member


def sign_in(member: Member) -> None:
    """Start a fresh session for a member, so that nothing of the visitor's session lives on."""
    session.clear()
    session["member_id"] = member.id
    g.member = member


def sign_out() -> None:
    """End the session."""
    session.clear()
    g.member = None


def member_required(view: Callable[..., Any]) -> Callable[..., Any]:
    """Send visitors to the sign-in page; hand members to the view."""

    @wraps(view)
    def guarded(**path_values: Any) -> Any:
        if current_member() is None:
            flash("Please sign in first.")
            return redirect(url_for("accounts.login"))
        return view(**path_values)

    return guarded
