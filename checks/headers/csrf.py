"""Requests that other sites can make a visitor's browser send."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from releasecheck.facts.app import App
from releasecheck.facts.extensions import AdminForms
from releasecheck.facts.source import Source
from releasecheck.facts.views import ViewBody
from releasecheck.findings import DoesNotApply, Found, Judgement, by_source, warning

from ..derived.config.configured import value_of
from ..derived.guards.csrf_checks import Posts, is_hand_made, of_hand_made
from ..derived.structure.view_bodies import KEEPING, Served, served, written
from ..derived.wording import capped, counted

_SENT_BY_FORM = "POST"  # any other method needs the consent of CORS
_FROM_TOKEN = frozenset({"get_jwt_identity()", "get_jwt()", "get_current_user()"})
_BY_HEADER = re.compile(r"jwt|token|api_?key|basic_auth|bearer|signature|hmac|oauth|http_auth", re.IGNORECASE)
_LOGIN = re.compile(
    r"(^|\.)(\w*login_required|fresh_login_required|\w*(admin|user|member|role|roles|permission|signed_in)_"
    r"(required|only)|require_(login|admin|user)|is_logged_in|logged_in|authenticated)$"
)
# Flask-HTTPAuth's objects, whose decorator has the name of Flask-Login's.
_HTTP_AUTH = frozenset({"auth", "basic_auth", "token_auth", "multi_auth", "http_auth"})
_HTTP_AUTH_MODULE = "flask_httpauth"
# Pages for strangers, which ask for the session only to send on whom they know.
_FOR_STRANGERS = re.compile(
    r"_*(process_|handle_|do_|user_)?(sign_?(in|up)|log_?in|register)(_(user|page|view|post|form))?",
    re.IGNORECASE,
)
# What changes the visitor's own account, which it may know by no more than a variable of the module.
_OF_ACCOUNT = re.compile(
    r"_*(update|edit|change|save|delete|remove)_?(my_?|own_?|user_?)?(account|profile|user|password|email|settings)",
    re.IGNORECASE,
)
_SIGNS_IN = frozenset({"login_user", "check_password_hash"})
_CHECKS_FORM = frozenset({"validate_on_submit", "validate", "validate_csrf"})
_FOR_BOTH = (
    "`CSRFProtect(app)` of Flask-WTF, and `{{ csrf_token() }}` in each form; Flask-Admin's own forms then "
    "bring that token by themselves."
)
# Takes what a form of any page sends as text/plain, unless the view asks for the type by itself.
_FORCED = "get_json(force=True)"
_IN_COOKIE = frozenset({"current_user", "@login_required", "@flask_login.login_required"})
_ASKS_TYPE = frozenset({"is_json", "content_type", "mimetype"})
_BODY = frozenset({"form", "files", "values", "data", "stream", "get_data", _FORCED})


@warning
@by_source
def csrf_unprotected(app: App, source: Source) -> Judgement:
    """Views that change something act on the session cookie, and nothing checks that the page was yours.

    Any other site can have a visitor's browser send the form: the cookie goes along, and the app deletes,
    pays or changes the password in the visitor's name. Told when views that take POST, the one such
    method that a form sends, ask who is signed in, and there is neither Flask-WTF's CSRFProtect on the
    app, nor a FlaskForm in the view, nor a module of the app that compares a token itself or has such a
    name for it (`validate_csrf`); and of such views that `csrf.exempt` lets pass, alone or with their
    blueprint. Where functions of the project check the token (`check_csrf()`), told are the views that call
    none, though two others do, and those which `if not request.form: return` lets a request reach without
    one. Left alone: views that only read JSON (but `get_json(force=True)` takes a form's text/plain as well)
    or are guarded by a token in a header, be it by a decorator of the project's, and signing in.
    The forms of Flask-Admin bring no token of their own: its views of models are told, too, where an
    `is_accessible` of the project lets in whom it knows. Beside those that are told stand views that
    change something on GET and POST alike, and those that change the account by their name and write the
    session. For information where the session cookie is SameSite, which keeps it out of such requests in
    today's browsers.

    Fix: `CSRFProtect(app)` of Flask-WTF, and `{{ csrf_token() }}` in each form.

    Fault::

        @app.post("/account/delete")
        @login_required
        def delete_account(): ...

    Fine::

        csrf = CSRFProtect(app)
    """
    views = list(served(app, source))
    guard = _guard(app, source)
    administering = app.extension_state.admin_forms
    if not administering and not any(_SENT_BY_FORM in one.methods for one in views):
        yield DoesNotApply("no view of the project takes POST")
        return
    by_header = {one.place.path for one in source.imports if one.name == _HTTP_AUTH_MODULE}
    told = [one for one in views if _is_open(one, app) and not _is_by_token(one, app, source)]
    open_ = [one for one in told if not _is_of_header(one, by_header, app)]
    if guard is None and (open_ or administering):
        beside = [one for one in views if one in open_ or _is_open_too(one, app, source, by_header)]
        yield _unguarded(beside, administering, app)
    elif exempt := [one for one in open_ if _is_exempt(one, app)]:
        yield _told(exempt, app, "exempt from the check of the CSRF token")
    if is_hand_made(app, source):
        posts = [one for one in views if _takes_form(one)]
        spared = (_is_by_token(one, app, source) or _is_of_header(one, by_header, app) for one in posts)
        acting = [
            one
            for one, is_spared in zip(posts, spared, strict=True)
            if not is_spared and _asks_no_token(one.body)
        ]
        knowing = [one for one in acting if any(_identity(one, app))]
        same_site = _same_site(app)
        for one in of_hand_made(Posts(posts, acting, knowing), app, source):
            evidence = (*one.evidence, *_shown(same_site))
            yield replace(one, evidence=evidence, severity="info" if same_site else None)


def _is_open_too(one: Served, app: App, source: Source, by_header: set[str | None]) -> bool:
    """Whether it needs the token as well, once there is one: by itself it would not be told."""
    body = one.body
    known = any(_identity(one, app))
    if (
        _SENT_BY_FORM not in one.methods
        or _is_by_token(one, app, source)
        or _is_of_header(one, by_header, app)
    ):
        return False
    of_habit = known and not _takes_form(one) and not KEEPING.isdisjoint(written(one, source))
    of_account = body.sets_session and _takes_form(one) and _OF_ACCOUNT.match(body.function) is not None
    return (of_habit or of_account) and _asks_no_token(body)


def _is_exempt(one: Served, app: App) -> bool:
    """By `csrf.exempt` of the view or of its whole blueprint, as a decorator or as a call."""
    owners = (name.rpartition(".") for name in one.body.decorators)
    below = any(last == "exempt" and "csrf" in owner.lower() for owner, _, last in owners)
    return below or any(route.endpoint in app.csrf_exempt for route in one.routes)


def _guard(app: App, source: Source) -> str | None:
    """What checks the requests of the whole app, or may do so."""
    if "csrf" in app.extensions:
        return "CSRFProtect"
    return next((path for path in source.csrf_modules if path in app.modules), None)


def _is_open(one: Served, app: App) -> bool:
    known = list(_identity(one, app))
    asks = "session" in known and one.body.asks is not None
    if not asks and _BODY.intersection(one.body.reads) == {_FORCED} and not _IN_COOKIE.intersection(known):
        return False  # an API, whose guards may look at a header by functions of their own
    return _takes_form(one) and _asks_no_token(one.body) and bool(known)


def _asks_no_token(body: ViewBody) -> bool:
    """Whether it acts on what any page sends, and is no page for strangers."""
    if any(map(_is_by_header, body.decorators)):
        return False
    if _FOR_STRANGERS.fullmatch(body.function) and not body.decorators:
        return False
    if not _CHECKS_FORM.isdisjoint(body.calls) or not _SIGNS_IN.isdisjoint(body.calls):
        return False
    if "authorization" in body.reads or "headers" in body.reads:
        return False
    taken = _BODY.intersection(body.reads)
    if taken == {_FORCED}:
        return _ASKS_TYPE.isdisjoint(body.reads)
    return bool(taken) or {"json", "get_json", "is_json"}.isdisjoint(body.reads)


def _takes_form(one: Served) -> bool:
    """Whether it acts on a POST; one that takes GET too may have been given the method by habit."""
    if _SENT_BY_FORM not in one.methods:
        return False
    return "GET" not in one.methods or not {*_BODY, "method"}.isdisjoint(one.body.reads)


def _is_by_header(decorator: str) -> bool:
    return decorator.partition(".")[0] in _HTTP_AUTH or _BY_HEADER.search(decorator) is not None


def _is_by_token(one: Served, app: App, source: Source) -> bool:
    """Whether a decorator of the project's looks at a token; Flask-Login's may have the same name."""
    of_login = {"login_required"} if "login_manager" in app.extensions else set()
    names = {name.rpartition(".")[2] for name in one.body.decorators}
    return not names.isdisjoint(set(source.token_guards) - of_login)


def _is_of_header(one: Served, by_header: set[str | None], app: App) -> bool:
    """Whether what its module put into `g` comes from Flask-HTTPAuth, which asks for a header."""
    names = list(_identity(one, app))
    return one.body.place.path in by_header and all(name.startswith("g.") for name in names)


def _identity(one: Served, app: App) -> Iterator[str]:
    """How the view knows who is signed in, by a cookie."""
    yield from (
        name
        for name in one.body.identity
        if name not in _FROM_TOKEN and (name != "current_user" or "login_manager" in app.extensions)
    )
    for name in one.body.decorators:
        if _LOGIN.search(name):
            yield f"@{name}"


def _unguarded(views: list[Served], forms: Sequence[AdminForms], app: App) -> Found:
    """One finding for the whole app, for one thing is missing."""
    if not (views and forms):
        return _told(views, app, "and nothing checks a CSRF token") if views else _administered(forms, app)
    told, admin = _told(views, app, "and nothing checks a CSRF token"), _administered(forms, app)
    message = f"{told.message}; nor does anything for {counted(len(forms), 'view')} of Flask-Admin"
    shown = [each for each in admin.evidence if each not in told.evidence]
    return replace(
        told, message=message, evidence=(*told.evidence, f"Flask-Admin: {', '.join(shown)}"), fix=_FOR_BOTH
    )


def _administered(forms: Sequence[AdminForms], app: App) -> Found:
    same_site, views = _same_site(app), counted(len(forms), "view")
    return Found(
        f"Flask-Admin changes records on the session in {views}, and asks for no CSRF token",
        subject="flask-admin",
        place=forms[0].guard,
        evidence=(*capped([one.endpoint for one in forms]), *_shown(same_site)),
        fix="Give the views `form_base_class = SecureForm` of flask_admin.form.",
        severity="info" if same_site else None,
    )


def _same_site(app: App) -> str | None:
    """Lax or Strict, where the session cookie says so; by the config, where no key writes the cookie."""
    value = value_of(app, "SESSION_COOKIE_SAMESITE")
    shown = value.shown.strip("'") if value else None
    site = ((app.session_cookie.same_site if app.session_cookie else shown) or "").capitalize()
    return site if site in ("Lax", "Strict") else None


def _shown(same_site: str | None) -> tuple[str, ...]:
    return (f"the session cookie is SameSite={same_site}",) if same_site else ()


def _told(views: list[Served], app: App, why: str) -> Found:
    first = views[0]
    same_site = _same_site(app)
    knowing = [", ".join(_identity(one, app)) or "writes the session" for one in views]
    shown = [
        f"{one.requests(_SENT_BY_FORM)} ({how}) at {one.body.place}"
        for one, how in zip(views, knowing, strict=True)
    ]
    counts = f"{counted(len(views), 'view')} that take{'s' if len(views) == 1 else ''} POST"
    return Found(
        f"{counts} act{'s' if len(views) == 1 else ''} on the session, {why}",
        subject="csrf",
        place=first.body.place,
        evidence=(*capped(shown), *_shown(same_site)),
        severity="info" if same_site else None,
    )
