"""Views that act on the session cookie with nothing that checks whose page sent the request."""

from dataclasses import replace
from typing import Any

from releasecheck.facts.extensions import AdminForms, ExtensionState
from releasecheck.facts.imports import Import
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, body, config, cookie, module, route, source, table, view

POSTS = ("OPTIONS", "POST")
BOTH = ("GET", "HEAD", "OPTIONS", "POST")


def inside(*bodies: Any, named: Any = (), by_token: Any = (), methods: Any = POSTS, **fields: Any) -> Given:
    """Views of app.py at / and /more, which take POST unless other methods are given."""
    routes = [
        route("/", "index", methods=methods),
        route("/more", "more", methods=methods, view=view("more", 15)),
    ]
    written = source(module("app.py"), views=bodies, csrf_modules=named, token_guards=by_token)
    return {
        "app": app(**{"routes": routes, "extensions": ("login_manager",), **fields}),
        "source": written,
    }


def header_only(given: Given) -> Given:
    """The same where app.py imports Flask-HTTPAuth."""
    asked = Import("flask_httpauth", at("app.py", 2))
    return {**given, "source": replace(given["source"], imports=(asked,))}


def unprotected(*evidence: str, views: str = "1 view that takes POST acts", **fields: Any) -> Found:
    told: Given = {"subject": "csrf", "place": at("app.py", 5, 1), "evidence": evidence}
    return Found(f"{views} on the session, and nothing checks a CSRF token", **{**told, **fields})


HABIT = body("more", 15, identity=["session"], writes=["db.session.delete", "db.session.commit"])
ACCOUNT = replace(body("more", 15, reads=["form"]), function="update_account", sets_session=True)


def beside(first: Any, other: Any) -> Given:
    """One view that takes POST, and one that takes GET too."""
    routes = [
        route("/", "index", methods=POSTS),
        route("/more", "more", methods=BOTH, view=view("more", 15)),
    ]
    return inside(first, other, routes=routes)


def administering(*bodies: Any, **fields: Any) -> Given:
    """An app whose views of models are Flask-Admin's."""
    forms = tuple(AdminForms(name, at("admin.py", 16)) for name in ("user", "article"))
    given = inside(*bodies, extension_state=ExtensionState(admin_forms=forms), **fields)
    return given if bodies else {**given, "app": replace(given["app"], routes=())}


def administered(*evidence: str, **fields: Any) -> Found:
    message = "Flask-Admin changes records on the session in 2 views, and asks for no CSRF token"
    fix = "Give the views `form_base_class = SecureForm` of flask_admin.form."
    told = ("user", "article", *evidence)
    return Found(message, "flask-admin", at("admin.py", 16), told, fix=fix, **fields)


SESSION = "POST / (session) at app.py:5:1"
TWO: Any = {"views": "2 views that take POST act"}
BOTH_KINDS = replace(
    unprotected(SESSION, "Flask-Admin: user, article"),
    message="1 view that takes POST acts on the session, and nothing checks a CSRF token; "
    "nor does anything for 2 views of Flask-Admin",
    fix="`CSRFProtect(app)` of Flask-WTF, and `{{ csrf_token() }}` in each form; Flask-Admin's own forms "
    "then bring that token by themselves.",
)
EXEMPT = "1 view that takes POST acts on the session, exempt from the check of the CSRF token"


@table(
    {
        "the session is read": (inside(body(identity=["session"])), [unprotected(SESSION)]),
        "Flask-Admin": (administering(), [administered()]),
        "Flask-Admin behind a cookie that other sites do not send": (
            administering(session_cookie=cookie(same_site="Lax")),
            [administered("the session cookie is SameSite=Lax", severity="info")],
        ),
        "Flask-Admin beside a view of the app's own": (
            administering(body(identity=["session"])),
            [BOTH_KINDS],
        ),
        "Flask-Admin beside a view that deletes on GET and POST alike": (
            administering(
                replace(body(identity=["session"]), writes=("db.session.delete", "db.session.commit")),
                routes=[route("/", "index", methods=BOTH)],
            ),
            [BOTH_KINDS],
        ),
        "both, where the cookie is SameSite": (
            administering(body(identity=["session"]), session_cookie=cookie()),
            [
                replace(
                    BOTH_KINDS,
                    evidence=(
                        SESSION,
                        "the session cookie is SameSite=Lax",
                        "Flask-Admin: user, article",
                    ),
                    severity="info",
                )
            ],
        ),
        "a view that changes on GET too stands beside one that is told": (
            beside(body(identity=["session"]), HABIT),
            [unprotected(SESSION, "POST /more (session) at app.py:15:1", **TWO)],
        ),
        "one that writes the account into the session": (
            beside(body(identity=["session"]), ACCOUNT),
            [unprotected(SESSION, "POST /more (writes the session) at app.py:15:1", **TWO)],
        ),
        "another one that writes the session is not for accounts": (
            beside(body(identity=["session"]), replace(ACCOUNT, function="choose_language")),
            [unprotected(SESSION)],
        ),
        "the session is read beside Flask-HTTPAuth": (
            header_only(inside(body(identity=["session"]))),
            [unprotected(SESSION)],
        ),
        "the user is asked for": (
            inside(body(identity=["current_user"])),
            [unprotected("POST / (current_user) at app.py:5:1")],
        ),
        "a login decorator": (
            inside(body(decorators=["login_required"])),
            [unprotected("POST / (@login_required) at app.py:5:1")],
        ),
        "a decorator of the project's": (
            inside(body(decorators=["decorators.admin_required"])),
            [unprotected("POST / (@decorators.admin_required) at app.py:5:1")],
        ),
        "a view that is left out of the check": (
            inside(
                body(identity=["session"], decorators=["csrf.exempt"]),
                body("more", 15, identity=["session"]),
                extensions=("csrf",),
            ),
            [replace(unprotected(SESSION), message=EXEMPT)],
        ),
        "its blueprint is left out of the check": (
            inside(body(identity=["session"]), extensions=("csrf",), csrf_exempt=("index",)),
            [replace(unprotected(SESSION), message=EXEMPT)],
        ),
        "several views are one finding": (
            inside(body(identity=["session"]), body("more", 15, identity=["g.user"])),
            [
                unprotected(
                    SESSION,
                    "POST /more (g.user) at app.py:15:1",
                    views="2 views that take POST act",
                )
            ],
        ),
        "a form that is read on POST": (
            inside(body(identity=["session"], reads=["method", "form"]), methods=BOTH),
            [unprotected(SESSION)],
        ),
        "JSON whatever its type": (
            inside(body(identity=["session"], reads=["get_json", "get_json(force=True)"], asks="session")),
            [unprotected(SESSION)],
        ),
        "JSON beside a form": (
            inside(body(identity=["session"], reads=["get_json", "form"])),
            [unprotected(SESSION)],
        ),
        "Flask-Login's decorator, and one of that name that looks at a token": (
            inside(body(decorators=["login_required"]), by_token=["login_required"]),
            [unprotected("POST / (@login_required) at app.py:5:1")],
        ),
        "another decorator looks at a token": (
            inside(body(decorators=["admin_required"]), by_token=["staff_required"]),
            [unprotected("POST / (@admin_required) at app.py:5:1")],
        ),
        "the cookie is SameSite": (
            inside(body(identity=["session"]), session_cookie=cookie()),
            [unprotected(SESSION, "the session cookie is SameSite=Lax", severity="info")],
        ),
        "no key writes the cookie, which would be SameSite": (
            inside(body(identity=["session"]), config=[config("SESSION_COOKIE_SAMESITE", "Lax")]),
            [unprotected(SESSION, "the session cookie is SameSite=Lax", severity="info")],
        ),
        "the config has it SameSite, and it is written without": (
            inside(
                body(identity=["session"]),
                session_cookie=cookie(same_site=None),
                config=[config("SESSION_COOKIE_SAMESITE", "Lax")],
            ),
            [unprotected(SESSION)],
        ),
        "SameSite=None keeps nothing out": (
            inside(body(identity=["session"]), session_cookie=cookie(same_site="None")),
            [unprotected(SESSION)],
        ),
        "csrf is named in a module that the app does not import": (
            inside(body(identity=["session"]), named=["old.py"]),
            [unprotected(SESSION)],
        ),
    }
)
def test_csrf_unprotected_faulty(given: Given, says: list[Found]) -> None:
    assert ask("csrf-unprotected", given) == says


@table(
    {
        "Flask-Admin below CSRFProtect": (administering(extensions=("csrf",)), []),
        "CSRFProtect": (inside(body(identity=["session"]), extensions=("csrf",)), []),
        "a webhook that is left out of the check": (
            inside(body(reads=["headers"], decorators=["csrf.exempt"]), extensions=("csrf",)),
            [],
        ),
        "left out of a limit": (
            inside(body(identity=["session"], decorators=["limiter.exempt"]), extensions=("csrf",)),
            [],
        ),
        "exempt, and asked with a token": (
            inside(
                body(identity=["session"], decorators=["token_required"]),
                by_token=("token_required",),
                extensions=("csrf",),
                csrf_exempt=("index",),
            ),
            [],
        ),
        "another view is exempt": (
            inside(body(identity=["session"]), extensions=("csrf",), csrf_exempt=("hook",)),
            [],
        ),
        "a check of the project's own": (inside(body(identity=["session"]), named=["app.py"]), []),
        "a FlaskForm in the view": (inside(body(identity=["session"], calls=["validate_on_submit"])), []),
        "nobody is asked for": (inside(body(reads=["form"])), []),
        "JSON whatever its type, with a code that the session holds": (
            inside(body(identity=["session"], reads=["get_json(force=True)"])),
            [],
        ),
        "JSON whatever its type, for whom a guard has put into g": (
            inside(
                body(identity=["g.user_id"], decorators=["admin_required"], reads=["get_json(force=True)"])
            ),
            [],
        ),
        "JSON whatever its type, after a look at the type": (
            inside(body(identity=["session"], reads=["is_json", "get_json", "get_json(force=True)"])),
            [],
        ),
        "JSON only, which another site cannot send": (
            inside(body(identity=["session"], reads=["get_json"])),
            [],
        ),
        "a header is read": (inside(body(identity=["session"], reads=["headers"])), []),
        "Authorization": (inside(body(identity=["session"], reads=["authorization"])), []),
        "JWT": (inside(body(identity=["session"], decorators=["jwt_required"])), []),
        "a token": (inside(body(identity=["g.user"], decorators=["token_required"])), []),
        "Flask-HTTPAuth": (inside(body(identity=["g.user"], decorators=["auth.login_required"])), []),
        "Flask-HTTPAuth for a whole blueprint": (
            header_only(inside(body(identity=["g.current_user"]))),
            [],
        ),
        "a decorator of the project's that looks at a token": (
            inside(body(decorators=["decorators.admin_required"]), by_token=["admin_required"]),
            [],
        ),
        "a decorator of that name without Flask-Login": (
            inside(
                body(identity=["g.user"], decorators=["login_required"]),
                by_token=["login_required"],
                extensions=(),
            ),
            [],
        ),
        "the visitor of a token": (inside(body(identity=["get_jwt_identity()", "get_current_user()"])), []),
        "a page to sign in that sends on whom it knows": (
            inside(replace(body(identity=["session"]), function="sign_in")),
            [],
        ),
        "signing in": (inside(body(identity=["session"], calls=["login_user"])), []),
        "POST by habit": (inside(body(identity=["session"], reads=["args"]), methods=BOTH), []),
        "one that changes on GET too is told by another rule": (
            beside(body(reads=["form"]), HABIT),
            [],
        ),
        "only the account is written into the session": (
            beside(body(reads=["form"]), ACCOUNT),
            [],
        ),
        "another current_user": (inside(body(identity=["current_user"]), extensions=()), []),
    }
)
def test_csrf_unprotected_fine(given: Given, says: list[Found]) -> None:
    assert ask("csrf-unprotected", given) == says


NO_POST = DoesNotApply("no view of the project takes POST")


@table(
    {
        "no views": (inside(), [NO_POST]),
        "GET only": (inside(body(identity=["session"]), methods=("GET",)), [NO_POST]),
        "DELETE, which needs the consent of CORS": (
            inside(body(identity=["session"]), methods=("DELETE", "OPTIONS")),
            [NO_POST],
        ),
        "the get of a class": (inside(body(identity=["session"], verb="GET"), methods=BOTH), [NO_POST]),
    }
)
def test_csrf_unprotected_does_not_apply(given: Given, says: list[DoesNotApply]) -> None:
    assert ask("csrf-unprotected", given) == says
