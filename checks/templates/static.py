"""The files that static routes serve, and those that they should not."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from releasecheck.facts import Place
from releasecheck.facts.app import App
from releasecheck.facts.requests import Requests, Response
from releasecheck.facts.runs import Git
from releasecheck.facts.source import Source
from releasecheck.facts.templates import EndpointUse, StaticFolder, Templates
from releasecheck.findings import DoesNotApply, Found, Judgement, Severity, error, warning

from ..derived.structure import endpoints, rendered
from ..derived.structure.static_files import BUILT, is_built, is_meant
from ..derived.wording import capped, listed


@warning
def missing_static_file(
    app: App, templates: Templates, source: Source | None = None, git: Git | None = None
) -> Judgement:
    """A page refers to a static file that is not there.

    The page comes without its style, script or picture, and nothing in the log but a 404. A name that differs
    in its case is an error: macOS and Windows find the file, the server does not. What one page lacks of one
    folder is one finding. Asked of the folders that
    the app's own static routes serve, in the modules that it imports and in the project's templates, where
    scripts, styles and pictures may also be named by address (`src="/static/cart.js"`). For information: a
    file that git ignores or that lies in a build folder, or in one of which git has nothing beside the
    settings of a bundler, which the deployment may make, and a template that nothing renders by a constant
    name. Names without an ending may be the beginning of one.

    Fix: correct the name, or add the file to the folder and to the release.

    Fault::

        <link rel="stylesheet" href="{{ url_for('static', filename='css/Shop.css') }}">   {# it is shop.css #}

    Fine::

        <link rel="stylesheet" href="{{ url_for('static', filename='css/shop.css') }}">
    """
    uses = [use for use in endpoints.uses(app, source, templates) if use.filename]
    if not uses or not templates.static:
        yield DoesNotApply("no static file is named by a constant, or no folder is served")
    elif any("whitenoise" in name.lower() for name in app.middleware):
        yield DoesNotApply("WhiteNoise serves static files from folders of its own")
    else:
        pages: dict[tuple[str | None, str, Severity | None], list[Found]] = {}
        for name in dict.fromkeys(use.filename for use in uses if use.filename):
            alike = [use for use in uses if use.filename == name]
            folders = [one for one in templates.static if any(is_meant(use, one) for use in alike)]
            if folders and _may_be_a_file(name) and all(name in one.lacking for one in folders):
                one = _missing(name, alike, folders, source, templates)
                if git and one.severity is None and _is_bundled(app, git, folders):
                    one = replace(one, severity="info")
                lacks = one.message.removeprefix(name)
                pages.setdefault((one.place.path, lacks, one.severity), []).append(one)
        for (_, lacks, _), found in pages.items():
            yield found[0] if len(found) == 1 else _together(found, lacks)


def _together(found: Sequence[Found], lacks: str) -> Found:
    """The files of one folder that one page names."""
    first, *others = found
    return Found(
        f"{listed(one.subject for one in found)}{lacks.replace(' is not', ' are not', 1)}",
        subject=first.subject,
        place=first.place,
        evidence=(
            *first.evidence,
            *capped([f"{one.subject}: {each}" for one in others for each in one.evidence]),
        ),
        severity=first.severity,
    )


def _may_be_a_file(name: str) -> bool:
    return not name.endswith("/") and "." in name.rpartition("/")[2]


def _missing(
    name: str,
    uses: Sequence[EndpointUse],
    folders: Sequence[StaticFolder],
    source: Source | None,
    templates: Templates,
) -> Found:
    meant = next((found for one in folders if (found := one.lacking[name])), None)
    where = listed(one.path or one.url_path for one in folders)
    live = any(rendered.is_rendered(use.template, source, templates) for use in uses)
    severity: Severity | None = "error" if meant else None
    if not live or _is_built(name, folders):
        severity = "info"
    return Found(
        f"{name} is {'called ' + meant if meant else 'not'} in {where}",
        subject=name,
        place=uses[0].place,
        evidence=capped([f"named at {use.place}" for use in uses]),
        fix=f"Write `{meant}`, as the file is called." if meant else None,
        severity=severity,
    )


def _is_bundled(app: App, git: Git, folders: Sequence[StaticFolder]) -> bool:
    """Whether git has a bundler and nothing of what is served; of a folder elsewhere nobody knows."""
    inside = [f"{one.path}/" for one in folders if one.path is not None]
    theirs = len(inside) < len(folders) or any(path.startswith(tuple(inside)) for path in git.tracked)
    return not theirs and is_built(app, git)


def _is_built(name: str, folders: Sequence[StaticFolder]) -> bool:
    parts = {*name.split("/")[:-1], *(part for one in folders for part in (one.path or "").split("/"))}
    return not BUILT.isdisjoint(parts) or any(name in one.ignored for one in folders)


@error
def static_folder_exposes_source(
    app: App, templates: Templates, requests: Requests | None = None
) -> Judgement:
    """A static folder, or a view, serves the app's source, its database or a key to everybody.

    `/static/.env` and `/static/app.py` are downloads then, and there are programs that ask every site for
    them. It happens with `static_folder="."`, with a database that was put beside the pictures, and with a
    view that sends from `"."`, which is the folder of the app. Looked for in the folders that the app's own
    static routes serve: modules that the app has imported, `.env` files, git's folder, SQLite databases and
    private keys, by what is in them. Views of the project that send files by a name in their rule are asked
    for such files, and told where the answer was one: a warning where it took a login.

    Fix: serve a folder that holds nothing but what visitors may have: `static_folder="static"`,
    `send_from_directory("public", name)`.

    Fault::

        app = Flask(__name__, static_folder=".", static_url_path="")

    Fine::

        app = Flask(__name__)
    """
    sent = requests.own_files if requests else ()
    if not templates.static and not sent:
        yield DoesNotApply("no static folder is served, and no view sends files by name")
    for one in templates.static:
        shown = [*one.private, *_source(one, app)]
        if shown:
            folder = one.path or one.url_path
            yield Found(
                f"{one.url_path or '/'} serves {listed(shown)} to everybody",
                subject=one.endpoint,
                place=_served_by(one, app),
                evidence=(f"the folder is {folder}", *capped([f"{one.url_path}/{name}" for name in shown])),
            )
    yield from _sent(app, [one for one in sent if one.file])


def _sent(app: App, answers: Sequence[Response]) -> Iterator[Found]:
    """The rules that gave out a file of the project, each with all that it gave out."""
    for route in app.routes:
        given = [one for one in answers if (one.rule, one.endpoint) == (route.rule, route.endpoint)]
        if given and route.view is not None:
            barred = all(one.signed_in for one in given)
            whom = "whoever is signed in" if barred else "everybody"
            yield Found(
                f"{route.rule} serves {listed(one.file for one in given if one.file)} to {whom}",
                subject=route.endpoint,
                place=route.view.place,
                evidence=capped([f"GET {one.path} was answered with {one.file} itself" for one in given]),
                fix="Send from a folder that holds nothing but what visitors may have: "
                '`send_from_directory("public", name)`, which is taken from the folder of the app.',
                severity="warning" if barred else None,
            )


def _served_by(folder: StaticFolder, app: App) -> Place:
    """Where the blueprint is made whose folder it is, or the app."""
    owner = folder.endpoint.rpartition(".")[0].rpartition(".")[2]
    made = (one.place for one in app.blueprints if owner and one.registered and one.name == owner)
    return next((place for place in made if place.path), app.place)


def _source(folder: StaticFolder, app: App) -> list[str]:
    """The modules of the app that lie in the folder."""
    if folder.path is None:
        return []
    inside = "" if folder.path == "." else f"{folder.path}/"
    return [path.removeprefix(inside) for path in app.modules if path.startswith(inside)]
