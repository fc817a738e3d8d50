"""Pages of which nobody saw an answer: for one row, or left out for what they may do."""

import re
from collections.abc import Iterator, Sequence

from releasecheck.facts import NOWHERE
from releasecheck.facts.app import App, Route
from releasecheck.facts.requests import Requests
from releasecheck.findings import DoesNotApply, Found, Judgement, info

from ..derived.outcomes.failures import account
from ..derived.outcomes.unseen import behind_a_login
from ..derived.wording import capped, listed

_ARGUMENT = re.compile(r"<(?:(?P<kind>\w+)(?:\(.*?\))?:)?(?P<name>\w+)>")
_OF_A_CHANGE = re.compile(r"^its source calls |in its name sounds like a change$")
_SIGNS_OUT = re.compile(r"(log|sign)[-_]?(out|off)", re.IGNORECASE)  # which shows nothing
_NUMBERS = {"int": "1", "float": "1.5"}


@info
def detail_page_unseen(requests: Requests, app: App) -> Judgement:
    """A page for one id or name was asked for none that exists.

    What is wrong with every row of it (a template takes an attribute that no row has, a query in a loop) was
    not seen. Which rows there are only the project knows: a rule with an argument is asked by the first link
    that a page has to it, else only for an id that nobody has. Told once, of the project's pages that only
    read; a rule with a `path`, and one that sends files, is left out. Told beside it: the pages without an
    argument that were not asked at all, because their name or source speaks of a change; signing out is none
    of them.

    Fix: give a value that is there, for an argument, or for one rule or endpoint. Where the links are behind
    a login, the setting `login` beside it signs a client in. An entry without values, `"/export" = {}`, asks
    a page that was left out and does no harm; `skip = ["export"]` says that it is to stay so.

    Fault::

        @app.get("/posts/<int:post_id>")      # no page that was asked links to a post
        def post(post_id): ...

    Fine::

        [tool.releasecheck.requests]
        examples = { post_id = 1, "/members/<name>" = { name = "ada" } }
    """
    left_out = _left_out(requests, app)
    if left_out:
        yield _not_asked(left_out)
    elif not any(route.own and route.arguments for route in app.routes):
        yield DoesNotApply("no page of the app takes an argument")
    unseen = _unseen(requests, app)
    if unseen:
        has = "pages take" if len(unseen) > 1 else "page takes"
        yield Found(
            f"{len(unseen)} {has} an id or a name, and nothing gave one that exists: "
            + listed(f"GET {route.rule}" for route in unseen),
            subject="examples",
            place=next((one.view.place for one in unseen if one.view), app.place),
            evidence=capped([*_asked(unseen, requests)]),
            fix=_mended(unseen, requests),
        )


def _left_out(requests: Requests, app: App) -> list[tuple[Route, str]]:
    """The pages without an argument that were taken for a change, with the reason."""
    reasons = {(one.endpoint, one.rule): one.reason for one in requests.unasked}
    named = ((route, reasons.get((route.endpoint, route.rule), "")) for route in app.routes)
    return [
        (route, reason)
        for route, reason in named
        if route.testable and not route.arguments
        if _OF_A_CHANGE.search(reason) and not _SIGNS_OUT.search(route.rule)
    ]


def _not_asked(left_out: Sequence[tuple[Route, str]]) -> Found:
    first = left_out[0][0]
    were = "pages were" if len(left_out) > 1 else "page was"
    return Found(
        f"{len(left_out)} {were} not asked, and may change something: "
        + listed(f"GET {route.rule}" for route, _ in left_out),
        subject="not asked",
        place=first.view.place if first.view else NOWHERE,
        evidence=capped([f"GET {route.rule}: {reason}" for route, reason in left_out]),
        fix=f'Below [tool.releasecheck.requests]: examples = {{ "{first.rule}" = {{}} }} asks a page that '
        f'does no harm, and skip = ["{first.endpoint}"] says that nobody shall.',
    )


def _unseen(requests: Requests, app: App) -> list[Route]:
    lacking = {(one.endpoint, one.rule) for one in requests.unasked if one.lacking}
    lacking -= {(one.endpoint, one.rule) for one in requests.own_files}
    return [
        route
        for route in app.routes
        if (route.endpoint, route.rule) in lacking and route.testable and "<path:" not in route.rule
    ]


def _asked(routes: Sequence[Route], requests: Requests) -> Iterator[str]:
    absent = {(one.endpoint, one.rule): one for one in requests.absent if not one.signed_in}
    for route in routes:
        answer = absent.get((route.endpoint, route.rule))
        yield f"{account(answer)}, an id that nobody has" if answer else f"GET {route.rule} was not asked"


def _mended(routes: Sequence[Route], requests: Requests) -> str:
    login = ', or login = "module:function", for somebody whom pages link to them'
    hidden = login if behind_a_login(requests) and requests.login is None else ""
    return f"Below [tool.releasecheck.requests]: {_examples(routes)}, with values that are there{hidden}."


def _examples(routes: Sequence[Route]) -> str:
    """The line for the settings, with values to put right."""
    arguments = {
        one["name"]: _NUMBERS.get(one["kind"], '"..."')
        for route in routes
        for one in _ARGUMENT.finditer(route.rule)
    }
    return f"examples = {{ {', '.join(f'{name} = {value}' for name, value in arguments.items())} }}"
