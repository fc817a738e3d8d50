"""Join, sign in, sign out."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from toolshed import members
from toolshed.forms import LoginForm, RegisterForm
from toolshed.membership import sign_in, sign_out

blueprint = Blueprint("accounts", __name__)


@blueprint.route("/register", methods=["GET", "POST"])
def register() -> str | Response:
    """Join the shed."""
    form = RegisterForm()
    if form.validate_on_submit():
        if member := members.register(form.name.data, form.password.data):
            sign_in(member)
            flash(f"Welcome to the shed, {member.name}.")
            return redirect(url_for("catalogue.index"))
        form.name.errors = ["A neighbour already has this name."]
    return render_template("accounts/register.html", form=form)


@blueprint.route("/login", methods=["GET", "POST"])
def login() -> str | Response:
    """Sign in."""
    form = LoginForm()
    if form.validate_on_submit():
        if member := members.authenticate(form.name.data, form.password.data):
            sign_in(member)
            return redirect(url_for("catalogue.index"))
        form.password.errors = ["Name and password do not fit together."]
    return render_template("accounts/login.html", form=form)


@blueprint.post("/logout")
def logout() -> Response:
    """Sign out."""
    sign_out()
    return redirect(url_for("catalogue.index"))
