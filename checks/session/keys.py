"""Keys of the session, and who puts them there."""

import re

from releasecheck.facts.app import App
from releasecheck.facts.requests import Requests
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, by_source, warning

from ..derived.guards.neighbours import Neighbours
from ..derived.structure.untested_keys import UntestedKey, untested_keys
from ..derived.wording import capped, listed

# What Flask and its extensions keep there for themselves.
_OF_LIBRARIES = re.compile(
    r"[_A-Z].*|(fs|tf)_.*|state|next|id|user_id|fresh|remember"
    r"|.*(token|oauth|oidc|saml|cas_|captcha|nonce|openid|identity|csrf).*"
)
_SIGN_IN = re.compile(
    r"flask_(dance|oauthlib|oidc|pyoidc|openid|cas|saml\w*|discord|security|user)"
    r"|authlib|msal|identity|onelogin|saml2|cas"
)


@warning
@by_source
def session_key_never_set(app: App, source: Source) -> Judgement:
    """A key of the session is read, and nothing puts it there.

    The login keeps `session["user_role"]` and the guard asks for `session.get("role")`: it refuses everybody,
    or the page goes on without what it should know. A warning where `session["key"]` is read with no look
    whether it is there, which is a KeyError; else information. Told where every line of the project that puts
    something into the session names its key; not where the session is handed to another function, where an
    extension for signing in may fill it, and of keys that libraries keep for themselves. A `get` with a
    default is fine.

    Fix: read the key that is set, or set the one that is read.

    Fault::

        session["admin_logged_in"] = True
        ...
        admin = Admin.query.filter_by(name=session["admin_name"]).first_or_404()

    Fine::

        session["admin_name"] = admin.name
    """
    brought = [one.name for one in source.imports if _SIGN_IN.fullmatch(one.name)]
    unset = [
        one
        for one in source.unset_keys
        if one.place.path in app.modules and not _OF_LIBRARIES.fullmatch(one.key)
    ]
    if brought:
        yield DoesNotApply(f"{listed(brought)} may put keys into the session")
        return
    for key in dict.fromkeys(one.key for one in unset):
        alike = [one for one in unset if one.key == key]
        first = next((one for one in alike if one.certain), alike[0])
        raises = ": a KeyError" if first.certain else ""
        yield Found(
            f'the session\'s "{key}" is read, and nothing puts it there{raises}',
            subject=key,
            place=first.place,
            evidence=tuple(f"also read at {one.place}" for one in alike if one is not first),
            severity=None if first.certain else "info",
        )


@warning
@by_source
def session_key_untested(app: App, source: Source, requests: Requests | None = None) -> Judgement:
    """A view reads a key of the session with no look whether it is there, and others of its module look.

    `session["cart"]` is a KeyError, and the page a 500, for whoever comes with a new session, or after it ran
    out: a link that was kept, a second tab after logging out. Told of views that anybody may ask, where
    another view of the same module looks for the key before it reads it; not where a hook uses the session
    before each request.

    Fix: look for the key first, or read it with a default: `session.get("cart", {})`.

    Fault::

        @app.get("/cart")
        def cart():
            if "cart" not in session:
                return redirect(url_for("shop"))
            return render_template("cart.html", cart=session["cart"])

        @app.post("/cart/<int:item>/remove")
        def remove(item):
            session["cart"].pop(str(item), None)

    Fine::

        @app.post("/cart/<int:item>/remove")
        def remove(item):
            if "cart" not in session:
                return redirect(url_for("shop"))
            session["cart"].pop(str(item), None)
    """
    if not any(one.looks_for for one in source.views):
        yield DoesNotApply("no view looks for a key of the session before it reads it")
    elif source.session_hooks:
        yield DoesNotApply(f"{source.session_hooks[0]} uses the session before each request")
    else:
        near = Neighbours.of(app, source, requests)
        yield from map(_untested, untested_keys(near, requests))


def _untested(one: UntestedKey) -> Found:
    asked = one.view.requests("POST")
    looks = (
        f"{one.looking[0].requests('POST')} looks"
        if len(one.looking) == 1
        else f"{len(one.looking)} views look"
    )
    return Found(
        f"{asked} reads {one.taken.what} with no look whether it is there, and {looks} for it first",
        subject=one.view.endpoint,
        place=one.taken.place,
        evidence=capped([f"{each.requests('POST')} at {each.body.place} looks" for each in one.looking]),
    )
