"""Secrets in what the app answers."""

from releasecheck.facts import Place
from releasecheck.facts.app import App
from releasecheck.facts.columns import AnsweredColumn
from releasecheck.facts.requests import Requests, Response
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, error

from ..derived.config.configured import place_of, value_of
from ..derived.outcomes.answering import accounts, is_html, place_of_all
from ..derived.structure.exposing import toolbar_of_debug_mode
from ..derived.wording import capped, likewise, listed

_ERROR_PAGE = "the page for an unhandled exception"


@error
def secret_in_response(requests: Requests, app: App, source: Source | None = None) -> Judgement:
    """An answer of the app shows one of its own secrets, or the password hashes of its accounts.

    Whoever asks has it: the key that signs the sessions, the password of the database, the token of a payment
    service. A page that prints the config or the environment does it, a template that is given `config`, an
    error page with its variables. Bodies and headers of all answers, error pages too, were searched for the
    live secrets, in base64 and other spellings as well; only their names left the process. Keys that are made
    for browsers (publishable, site and client keys) do not count. Hashes of passwords, as where a record is
    answered with all of its columns, are known by their form: whoever has them tries passwords at leisure. A
    warning when only somebody signed in sees it, and for `@api.marshal_with(model)` where the model has a
    field of the name of a column that the source gives a hash.

    Fix: take it out of the page, and change the secret: it has been read.

    Fault::

        return jsonify(dict(app.config))

    Fine::

        return jsonify({"version": app.config["RELEASE_ID"]})
    """
    unseen = _answered(app, source)
    if not (requests.responses or requests.error_pages or unseen):
        yield DoesNotApply("nothing was answered")
    pages = [key for page in requests.error_pages for key in page.secrets]
    every = [answer for answer in requests.every if not _is_the_toolbars(answer, app)]
    together: dict[tuple[frozenset[str], bool], list[str]] = {}
    for key in sorted({*pages, *(key for answer in every for key in answer.secrets)}):
        paths = frozenset(answer.path for answer in every if key in answer.secrets)
        together.setdefault((paths, key in pages), []).append(key)
    for (_, on_error_page), keys in together.items():
        answers = [answer for answer in every if not set(keys).isdisjoint(answer.secrets)]
        yield _shown(app, source, keys, answers, on_error_page=on_error_page)
    hashed = [answer for answer in every if answer.password_hashes]
    if hashed:
        yield _hashes(app, hashed)
    elif unseen:
        yield _by_model(unseen)


def _is_the_toolbars(answer: Response, app: App) -> bool:
    """Whether Flask-DebugToolbar writes the config into it, which debug mode does and debug-on tells."""
    return is_html(answer.headers) and toolbar_of_debug_mode(app)


def _shown(
    app: App, source: Source | None, keys: list[str], answers: list[Response], *, on_error_page: bool
) -> Found:
    """All that the same pages show: whoever mends the page mends it for each."""
    named = [*(answer.path for answer in answers), *([_ERROR_PAGE] if on_error_page else [])]
    private = bool(answers) and all(answer.signed_in for answer in answers) and not on_error_page
    are = "values of {} are" if len(keys) > 1 else "value of {} is"
    return Found(
        f"the {are.format(listed(keys))} in the answer of {listed(named)}",
        listed(keys),
        _place(app, source, keys[0], answers) if answers else place_of(app, keys[0]),
        (*accounts(answers), *(line for key in keys for line in _origin(app, key))),
        severity="warning" if private else None,
    )


def _place(app: App, source: Source | None, key: str, answers: list[Response]) -> Place:
    """The one view that gives it, else the template that all of them share."""
    whole = place_of_all(app, answers)
    if whole != app.place or source is None:
        return whole
    setting = key.partition("[")[0]
    shown = (one for name in (setting, "") for one in source.config_shown if one.key == name)
    return next((one.place for one in shown), whole)


def _hashes(app: App, answers: list[Response]) -> Found:
    paths = dict.fromkeys(answer.path for answer in answers)
    return Found(
        f"hashes of passwords are in the answer of {listed(paths)}",
        "password hashes",
        place_of_all(app, answers),
        accounts(answers),
        fix="Name the columns that the answer is to have, and leave the password's out.",
        severity="warning" if all(answer.signed_in for answer in answers) else None,
    )


def _answered(app: App, source: Source | None) -> list[AnsweredColumn]:
    """What the source answers of the columns that it gives hashes; the request for it may not be harmless."""
    hashes = {one.column for one in source.kept_hashes} if source else set()
    answered = source.answered_columns if source else ()
    return [one for one in answered if one.column in hashes and one.place.path in app.modules]


def _by_model(answered: list[AnsweredColumn]) -> Found:
    first, *others = answered
    return Found(
        f"{first.model} has {first.column}, the hash of a password, and the answer is made by it"
        f"{likewise(len(others), 'other view')}",
        "password hashes",
        first.place,
        capped([f"{one.model} at {one.place}" for one in others]),
        fix=f"Answer by a model without {first.column}, and keep this one for `expect`.",
        severity="warning",
    )


def _origin(app: App, key: str) -> tuple[str, ...]:
    value = value_of(app, key)
    return (f"{key} is set at {value.place}",) if value and value.place.path else ()
