"""What the routes answer when they are asked for something that is not there."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from releasecheck.facts import Place, Project
from releasecheck.facts.app import App
from releasecheck.facts.boot import Boot, Crash
from releasecheck.facts.dependencies import Dependencies
from releasecheck.facts.requests import Requests, Response
from releasecheck.facts.source import Source
from releasecheck.facts.templates import Templates
from releasecheck.facts.views import Unlooked
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, by_source, warning

from ..derived.outcomes.conversions import Converting, converting
from ..derived.outcomes.failures import account, cause, excuse, has_failed, how, origin, said
from ..derived.outcomes.symptoms import Scene, blamed, is_symptom
from ..derived.outcomes.unseen import behind_a_login
from ..derived.structure.view_bodies import Served, served
from ..derived.wording import capped, counted, listed

# What is raised where something was looked for and not found, and nobody looked whether it was.
_OF_NOTHING = re.compile(
    r"AttributeError: 'NoneType' object has no attribute"
    r"|TypeError: .*(\b(NoneType|\w*Undefined)\b| must be \w+, not None$)"  # Jinja has kinds of Undefined
    r"|IndexError: |ValueError: (invalid literal for int\(\)|badly formed hexadecimal|not enough values)"
    r"|ValueError: (max|min)\(\) (iterable argument is empty|arg is an empty sequence)"
    r"|jinja2\.exceptions\.(UndefinedError: ('?None'? |.* is undefined|(list|tuple) object has no element )"
    r"|TemplateNotFound: )"
    r"|sqlalchemy\.(exc|orm\.exc)\.NoResultFound: |[\w.]*DoesNotExist: |bson\.errors\.InvalidId: "
    r"|sqlalchemy\.exc\.DataError: \([\w.]*InvalidTextRepresentation\)"  # a word for a number
    r"|sqlalchemy\.exc\.StatementError: \(builtins\.\w+\) (badly formed hexadecimal|'str' object .* 'hex')"
    r"|mongoengine\.errors\.ValidationError: .*is not a valid ObjectId"
    r"|itsdangerous\.exc\.Bad\w+: |jwt\.exceptions\.DecodeError: |FileNotFoundError: |StopIteration: "
)
# What clients of other services raise, where they say what they were asked for.
_NOT_THERE = re.compile(r"[\w.]+\.(\w*NotFound(Error|Exception)?|NoSuch\w+)")
_OF_SHAPE = re.compile(
    r"ValueError: (invalid literal|badly formed)|InvalidId: |InvalidTextRepresentation|no attribute 'hex'"
    r"|not a valid ObjectId"
)
_KINDS = (  # of ids, each with what is raised where a word is none
    (re.compile(r"invalid literal for int\(\)|type (small|big)?int(eger)?\b"), "number", "int"),
    (re.compile(r"badly formed hexadecimal|'hex'|type uuid\b"), "UUID", "uuid"),
    (re.compile("ObjectId"), "ObjectId", None),
)
_WITHOUT_CONVERTER = re.compile(r"<(\w+)>")
_SHAPED = "Have the rule take what it is (`<int:number>`, `<uuid:key>`), so that all else is a 404"
_OF_MONGO = "Answer 404 where `ObjectId.is_valid()` says no"
_A_WORD = 8  # characters: what is asked for is longer than what a path says
_ENDED = ("timed-out", "killed")
# What a request for an id alone has none of.
_BESIDE = ("args", "authorization", "cookies", "data", "files", "form", "headers", "json", "values")


@warning
@by_source
def unknown_id_fails(  # noqa: PLR0913, PLR0917 - as many facts tell a symptom from its cause
    app: App,
    project: Project,
    requests: Requests | None = None,
    boot: Boot | None = None,
    source: Source | None = None,
    templates: Templates | None = None,
    dependencies: Dependencies | None = None,
) -> Judgement:
    """A page for an id that nobody has is answered with 500 where it should be 404.

    A row is deleted, a link is old, somebody types a number: the view takes what the query found without a
    look whether it found anything. Each such request is an error in the log, pages the team, and to search
    engines the site is broken. Asked are routes with an argument that may be asked with any value: those of
    the project that only read, and hand nothing on to another machine; signed in too where `requests.login`
    signs a client in. Told is only what comes of nothing being found: an attribute of None, the first of an
    empty list, `.one()` without a row; where the view looks at headers, at the query or at the session too,
    the evidence says so. Where the database has no tables here nothing is told. Of views that were not asked,
    as of those that take a POST, the source is read: a row that is looked up by an argument of the path, or
    by a name or an address that somebody types, and whose attribute is taken, or which is deleted, whatever
    was found; a number, a date or an ObjectId that is made of whatever word comes (`ObjectId(post_id)`), with
    no `try` and no look at it before.

    Fix: `db.get_or_404(Post, post_id)`, `first_or_404()`, or `abort(404)` where nothing was found.

    Fault::

        @app.get("/posts/<int:post_id>")
        def post(post_id):
            return db.session.get(Post, post_id).title

    Fine::

        @app.get("/posts/<int:post_id>")
        def post(post_id):
            return db.get_or_404(Post, post_id).title
    """
    unlooked = list(_unlooked(app, source, requests)) if source else []
    for path in dict.fromkeys(one.place.path for _, one in unlooked):
        yield _taking([each for each in unlooked if each[1].place.path == path])
    if requests is not None:
        yield from _asked(requests, Scene(app, source, templates, dependencies, requests), project, boot)
    elif not unlooked:
        yield DoesNotApply("no view takes a row for granted")


def _unlooked(app: App, source: Source, requests: Requests | None) -> Iterator[tuple[Served, Unlooked]]:
    """What the source tells of views that were not asked for what is not there."""
    asked = {one.rule for one in requests.absent} if requests else set()
    for view in served(app, source):
        known = "GET" in view.methods and not asked.isdisjoint(route.rule for route in view.routes)
        for one in view.body.unlooked:
            named = not one.in_path or all(one.by in route.arguments for route in view.routes)
            if named and not (one.in_path and known):
                yield view, one


def _taking(found: Sequence[tuple[Served, Unlooked]]) -> Found:
    """One finding for a file: it is how its author writes queries."""
    (view, one), *others = found
    more = f"; likewise {counted(len(others), 'other line')} of this file" if others else ""
    return Found(
        f"{view.requests('POST')} {_use(one)} without checking that a row has this "
        f"{one.by}: 500 where none has{more}",
        subject=view.endpoint,
        place=one.place,
        evidence=capped([f"{each.requests('POST')} {_use(row)} at {row.place}" for each, row in others]),
    )


def _use(one: Unlooked) -> str:
    return f"calls {one.used}" if one.used.endswith(")") else f"reads {one.used}"


def _asked(requests: Requests, scene: Scene, project: Project, boot: Boot | None) -> Judgement:
    """What was seen of the answers for what is not there."""
    app, source = scene.app, scene.source
    unsafe = list(converting(app, source, requests)) if source else []
    if not (requests.absent or unsafe):
        yield DoesNotApply("no route with an argument may be asked for just anything")
    elif unseen := behind_a_login(requests):
        yield CouldNotLook(unseen)
    for one in requests.absent:
        if one.outcome in _ENDED:
            yield CouldNotLook(f"{one.method} {one.path} {how(one)}: no rule after it was asked")
    known = {cause(one) for one in requests.pages if has_failed(one)}
    failed = [
        one
        for one in requests.absent
        if has_failed(one)
        and one.crash is not None
        and _is_of_nothing(one.crash, one)
        and not excuse(one, project, boot, source)
        and not is_symptom(one.crash, scene)
        and cause(one) not in known
    ]
    blaming = [(cause(one), blamed(one.crash, scene), one) for one in failed]
    for root, rules in dict.fromkeys((root, rules) for root, rules, _ in blaming):
        alike = [answer for *of, answer in blaming if of == [root, rules]]
        yield replace(_failing(alike, app, source), left_to=rules)
    told = {one.crash.place.path for one in failed if one.crash}
    yield from _of_words([one for one in unsafe if one.what.place.path not in told])


def _of_words(unsafe: Sequence[Converting]) -> Iterator[Found]:
    """One for each file and what it calls: of routes that were not asked, or not let in."""
    groups: dict[tuple[str | None, str], list[Converting]] = {}
    for one in unsafe:
        groups.setdefault((one.what.place.path, one.what.call), []).append(one)
    for first, *others in groups.values():
        asked, what = first.view.requests("GET"), first.what
        also = f" and {counted(len(others), 'other')}" if others else ""
        yield Found(
            f"{asked}{also} answer{'' if others else 's'} 500 for any word that {what.call}() does not take: "
            f"nothing catches its {what.raises}",
            subject=first.view.routes[0].rule,
            place=what.place,
            evidence=capped([f"{one.view.requests('GET')} at {one.what.place}" for one in others]),
            fix=f"{_OF_MONGO}." if what.raises == "InvalidId" else f"{_SHAPED}, or catch {what.raises}.",
        )


def _is_of_nothing(crash: Crash, answer: Response) -> bool:
    """Whether it was raised for want of what was asked for; a key that is missing has to be the one asked."""
    if crash.type.rpartition(".")[2] == "KeyError":
        return bool(crash.message) and crash.message.strip("'") in answer.path.split("/")
    if _OF_NOTHING.match(f"{crash.type}: {crash.message}"):
        return True
    asked = [part for part in answer.path.split("/") if len(part) > _A_WORD]
    return _NOT_THERE.fullmatch(crash.type) is not None and any(part in crash.message for part in asked)


def _failing(answers: Sequence[Response], app: App, source: Source | None) -> Found:
    first = answers[0]
    rules = listed(dict.fromkeys(f"{one.method} {one.rule}" for one in answers))
    s = "" if len({one.rule for one in answers}) > 1 else "s"
    crash = f": {said(first.crash)}" if first.crash else ""
    return Found(
        f"{rules} answer{s} {first.status or 'nothing'} for an id that is {_lacking(first)}{crash}",
        subject=first.rule or first.path,
        place=_place(first, app),
        evidence=(*origin(first), *capped(list(map(account, answers))), *_beside(first, app, source)),
        fix=_mended(first),
    )


def _of_shape(answer: Response) -> tuple[str, str | None] | None:
    """Of which kind an id has to be, and Flask's converter, where no look-up gets to see the word given."""
    words = f"{answer.crash.type}: {answer.crash.message}" if answer.crash else ""
    if not _OF_SHAPE.search(words):
        return None
    return next(((kind, name) for raised, kind, name in _KINDS if raised.search(words)), ("", None))


def _lacking(answer: Response) -> str:
    kind = _of_shape(answer)
    return f"no {kind[0]}" if kind and kind[0] else "not there"


def _mended(answer: Response) -> str | None:
    shape = _of_shape(answer)
    if shape is None:
        return None
    kind, converter = shape
    taking_all = _WITHOUT_CONVERTER.findall(answer.rule or "")
    if converter and len(taking_all) == 1:
        return f"Write `<{converter}:{taking_all[0]}>` in the rule, so that all else is a 404."
    return f"{_OF_MONGO if kind == 'ObjectId' else _SHAPED}."


def _beside(answer: Response, app: App, source: Source | None) -> Iterator[str]:
    """What else the view looks at that may be the None."""
    if source is None or answer.signed_in or answer.crash is None or "NoneType" not in answer.crash.message:
        return
    for one in served(app, source):
        read = [f"request.{part}" for part in _BESIDE if part in one.body.reads]
        read += [name for name in one.body.identity if name == "session"]
        if read and any(route.endpoint == answer.endpoint for route in one.routes):
            yield f"the view looks at {listed(read)} too: what is missing may be from there"


def _place(answer: Response, app: App) -> Place:
    if answer.crash and answer.crash.place.path:
        return answer.crash.place
    views = (route.view for route in app.routes if route.endpoint == answer.endpoint)
    return next((one.place for one in views if one and one.place.path), app.place)
