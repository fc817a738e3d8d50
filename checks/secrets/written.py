"""Passwords that stand in the source and never pass through the config."""

from collections.abc import Iterator, Mapping, Sequence

from releasecheck.facts import Place
from releasecheck.facts.app import App, Route
from releasecheck.facts.boot import Boot
from releasecheck.facts.source import LoginComparison, Source, UrlLiteral
from releasecheck.findings import DoesNotApply, Found, Judgement, by_source, error

from ..derived.config.origins import told_elsewhere, unused_fallback
from ..derived.structure.guarded import programs_config
from ..derived.structure.running import running
from ..derived.structure.view_bodies import served
from ..derived.wording import capped, listed

# What a dict, a request's client or a class-based view has too: whose it is, the name does not tell.
_COMMON = frozenset({"get", "post", "put", "patch", "delete", "update", "pop", "add", "head", "options"})


@error
@by_source
def url_embedded_credentials(app: App, source: Source, boot: Boot | None = None) -> Judgement:
    """A URL with a password stands in a module that the app runs.

    `MongoClient("mongodb+srv://shop:…@cluster/…")` gives the database to everybody who can read the
    repository, an image layer or a backup, for as long as the password is in use. Reported are URLs in
    modules that the boot imported or a function of theirs does; what reaches the config is told by
    secret-hardcoded and secret-fallback-boots. A class of config that was not chosen and an example are not
    reported; a class that only the call below the main guard names is, for a server on the internet. A
    database on the same machine is a warning, and so is the password of a server on the internet in the
    fallback of a variable that is set here.

    Fix: read the URL from the environment, `os.environ["DATABASE_URL"]`, and replace the password: the
    history keeps the old one.

    Fault::

        client = MongoClient("mongodb://shop:wEr9-qP@db.shop.net/shop")

    Fine::

        client = MongoClient(os.environ["MONGO_URL"])
    """
    modules = running(app, source)
    chosen = {(one.place.path, one.place.line) for one in programs_config(app, source)}
    literals = [
        one
        for one in source.url_literals
        if one.place.path in modules or (one.public and (one.place.path, one.place.line) in chosen)
    ]
    if not literals:
        yield DoesNotApply("no module of the app has a URL with credentials")
    told = told_elsewhere(app, source, boot) - chosen
    for one in literals:
        variable = unused_fallback(one.place, app, source, boot)
        if variable and one.public and not one.placeholder:
            yield _fallback(one, variable)
        elif not one.placeholder and (one.place.path, one.place.line) not in told:
            yield Found(
                f"a {one.scheme} URL with its password is written in the source",
                subject=_subject(one, source),
                place=one.place,
                severity="warning" if one.local else None,
            )


def _fallback(literal: UrlLiteral, variable: str) -> Found:
    return Found(
        f"a {literal.scheme} URL with its password is written in the source, as the fallback of {variable}",
        subject=variable,
        place=literal.place,
        evidence=("it is not in use here",),
        fix=f'Read it with `os.environ["{variable}"]`, and replace the password: the history keeps it.',
        severity="warning",
    )


def _subject(literal: UrlLiteral, source: Source) -> str:
    """The name that the URL is given to, else its scheme."""
    named = (one.name for one in source.secret_literals if one.place == literal.place and one.name != "URL")
    return next(named, literal.scheme)


@error
@by_source
def hardcoded_login(app: App, source: Source) -> Judgement:
    """A view lets in whoever sends a password or token that stands in the source.

    `if request.form["password"] == "…"` has one password for everybody who can read the repository, an image
    layer or a backup; it can be changed only by a release, and `==` tells a patient attacker how much of it
    was right. Reported are comparisons in the views of live routes, and in the functions and methods of the
    project that they call, of what a request says under a secret-looking name with a constant of the source.
    The constant is never shown.

    Fix: keep accounts with hashed passwords (`werkzeug.security`), or at least read the secret from the
    environment and compare it with `hmac.compare_digest`.

    Fault::

        if request.form["password"] == "let-me-in":

    Fine::

        if check_password_hash(user.password_hash, request.form["password"]):
    """
    calling = _called(app, source)
    live = [(one, route) for one in source.logins for route in _views(app, one, calling)]
    if not live:
        yield DoesNotApply("no view compares a secret of the request with a constant")
    causes: dict[tuple[str | None, str], list[tuple[LoginComparison, Route]]] = {}
    for one, route in live:
        cause = (one.place.path, one.constant) if one.constant else (None, route.endpoint)
        causes.setdefault(cause, []).append((one, route))
    for alike in causes.values():
        yield _lets_in(alike)


def _lets_in(alike: Sequence[tuple[LoginComparison, Route]]) -> Found:
    """One view, or all that compare with the constant of one name."""
    compared = list(dict.fromkeys(one for one, _ in alike))
    endpoints = list(dict.fromkeys(route.endpoint for _, route in alike))
    first, several = compared[0], len(endpoints) > 1
    who = f"{len(endpoints)} views compare" if several else f"the view of {endpoints[0]} compares"
    secret = f"{first.constant}, a constant" if several else "a constant"
    return Found(
        f"{who} {listed(one.what for one in compared)} of the request with {secret} in the source",
        subject=(first.constant or "") if several else endpoints[0],
        place=first.place,
        evidence=capped([f"{one.what} at {one.place}" for one in compared[1:]]),
    )


def _called(app: App, source: Source) -> dict[str, Route]:
    """The first route whose view calls a function of that bare name."""
    found: dict[str, Route] = {}
    for one in served(app, source) if source.logins else ():
        for name in one.body.calls:
            found.setdefault(name, one.routes[0])
    return found


def _views(app: App, login: LoginComparison, calling: Mapping[str, Route]) -> Iterator[Route]:
    """The first live route of the view in which the comparison stands, else of one that calls it."""
    for route in app.routes:
        if route.view and _is_in(login, route.view.place, route.view.name):
            yield route
            return
    name = login.function.rpartition(".")[2]
    if name in calling and name not in _COMMON and login.place.path in app.modules:
        yield calling[name]


def _is_in(login: LoginComparison, view: Place, name: str) -> bool:
    written = name.replace("<locals>.", "")
    return view.path == login.place.path and f"{login.function}.".startswith(f"{written}.")
