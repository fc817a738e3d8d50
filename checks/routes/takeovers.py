"""Accounts that anybody can make his own."""

from collections.abc import Iterator

from releasecheck.facts.app import App
from releasecheck.facts.requests import Requests
from releasecheck.facts.slips import Slip
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, by_source, warning
from releasecheck.route_lock import is_guard

from ..derived.guards.inline_guards import lets_all_in
from ..derived.guards.neighbours import Neighbours
from ..derived.guards.open_views import asked_of
from ..derived.slips import slips
from ..derived.structure.view_bodies import Served

# The app has a login, or tells visitors apart: there a password lets in.
_LETS_IN = frozenset({"check_password_hash", "checkpw", "check_password", "verify_password", "login_user"})


@warning
@by_source
def password_set_by_anybody(app: App, source: Source, requests: Requests | None = None) -> Judgement:
    """A view sets the password of whatever account the request names.

    Whoever knows an e-mail address has the account: he sends a new password for it, and logs in. Told where
    the account is looked up by an address or a name alone, the request brings the password too, and all that
    the view calls is known: no login, no old password, no token or code, nothing of the row that is compared,
    no mail sent, no function that could do any of these.

    Fix: take the account of who is logged in, and ask for the old password; for a forgotten one send a signed
    link to the address of the account, and set it for who comes with that.

    Fault::

        user = User.query.filter_by(email=data["email"]).first()
        user.password = generate_password_hash(data["new_password"])

    Fine::

        @jwt_required()
        def update_password():
            user = db.session.get(User, get_jwt_identity())
            if not check_password_hash(user.password, data["old_password"]):
                abort(403)
    """
    near = Neighbours.of(app, source, requests)
    setting = [(one, each) for each in slips("password-set", app, source) for one in _for_anybody(each, near)]
    if not setting or not _has_logins(near):
        yield DoesNotApply("no view sets the password of an account that the request names")
        return
    for one, each in setting:
        whose = f"of whatever account has the {each.detail} sent"
        yield Found(
            f"anybody may send {asked_of(one)}, which sets {each.what} {whose}",
            subject=one.endpoint,
            place=each.place,
            evidence=(f"{each.function} at {one.body.place} asks for no login, old password or code",),
        )


def _for_anybody(slip: Slip, near: Neighbours) -> Iterator[Served]:
    """The view that it is of, where nobody else can have asked who comes."""
    for one in near.views:
        body = one.body
        if body.place != slip.view or body.asks or body.identity or not lets_all_in(one):
            continue
        around = body.decorated_class or one.is_wrapped
        if not (around or one.in_frames or near.is_hooked(one.endpoint) or near.sent_away(one)):
            yield one


def _has_logins(near: Neighbours) -> bool:
    bodies = [one.body for one in near.views]
    return any(
        one.asks or any(map(is_guard, one.decorators)) or not _LETS_IN.isdisjoint(one.calls) for one in bodies
    )
