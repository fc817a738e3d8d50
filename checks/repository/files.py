"""Files that git has and should not, or has not and should."""

import re
from collections.abc import Iterable, Iterator

from releasecheck.facts import NOWHERE, Place
from releasecheck.facts.app import App
from releasecheck.facts.boot import Boot
from releasecheck.facts.deploy import Deploy
from releasecheck.facts.repository import Exposed, Removed, Repository
from releasecheck.facts.runs import Git
from releasecheck.facts.source import Source
from releasecheck.facts.templates import Templates
from releasecheck.findings import Found, Judgement, by_source, error

from ..derived.structure.extensions import given
from ..derived.structure.rendered import files_of
from ..derived.structure.static_files import LeftOut, left_out
from ..derived.wording import capped, listed

_GENERATED = ("_version.py", "version.py", "_build_info.py")
_MIGRATION = re.compile(r"(^|/)(migrations?|versions|alembic)/(.*/)?[^/]+\.(py|sql)$|(^|/)script\.py\.mako$")
_EXAMPLE = re.compile(r"(^|[._-])(example|sample|template|dist|default)s?([._-]|$)")
_FIRST_ROWS = "/docker-entrypoint-initdb.d/"  # of which an image of a database fills itself
_MIGRATIONS = re.compile(r"(^|/)migrations?/?$")


@error
def committed_env_file(
    repository: Repository, app: App | None = None, deploy: Deploy | None = None
) -> Judgement:
    """A file with the deployment's secrets, or with people's data, is in git.

    Whoever can read the repository has the keys, now and from its history, also after the file is deleted. A
    committed database has the accounts of its users with the hashes of their passwords, and each deploy puts
    it in the place of the real one. Examples (`.env.example`) and test data are fine; a `test.db` that the
    config names is not. A `.env` with nothing but placeholders is information: the first real value would go
    to git too. The password of a console that anybody would try, as pgAdmin's "admin", is a warning, and fine
    in a file for development. A `.env` that is neither in git nor ignored is a warning: one `git add .` away.
    So is an example's database with passwords that README or CONTRIBUTING has copied.
    A database without passwords is a warning when the app is configured with it, be it empty, and else
    information if it has rows, or a table for accounts; SQL that fills in passwords or hashes of them is a
    warning, and so are JSON and CSV that hold hashes. So is a `.env` that was deleted, and whose random keys
    the history of this checkout keeps, but for those that such a file beside git has with other values.

    Fix: `git rm --cached FILE`, add it to `.gitignore`, and change every secret that was in it.

    Fault::

        $ git ls-files
        .env            # SECRET_KEY=5c0b6f7c1f7e4f0d...

    Fine::

        $ git ls-files
        .env.example    # SECRET_KEY=change-me
        .gitignore      # .env
    """
    for one in repository.exposed:
        match one.kind:
            case "environment":
                yield _environment(one)
            case "placeholders":
                yield _placeholders(one)
            case "private-key":
                yield Found("a private key is in git", one.place.path or "", one.place)
            case "dump":
                yield _dump(one, deploy)
            case "session" if one is next(each for each in repository.exposed if each.kind == "session"):
                yield _session(one)
            case "database" if one.copied_by != NOWHERE and one.holds:
                yield _seed(one)
            case "database" if _is_configured(one, app) or ((one.data or one.accounts) and not one.example):
                yield _database(one, app)
    yield from map(_removed, repository.removed)


def _removed(one: Removed) -> Found:
    still = "" if one.kept == NOWHERE else f", and {one.kept.path} still has what was in it"
    return Found(
        f"{one.path} was deleted from git in {one.commit}, and the history keeps {listed(one.holds)}{still}",
        one.path,
        one.kept,
        capped(one.holds),
        fix="Replace these values, unless that has been done: whoever has the repository has them.",
        severity="warning",
    )


def _session(one: Exposed) -> Found:
    return Found(
        "sessions of visitors that Flask-Session kept are in git",
        one.place.path or "",
        one.place,
        fix="`git rm -r --cached flask_session`, and flask_session/ in .gitignore.",
        severity="warning",
    )


def _dump(one: Exposed, deploy: Deploy | None) -> Found:
    path = one.place.path or ""
    table = f" of {listed(one.holds)}" if one.holds else ""
    what = path.rpartition(".")[2].upper()
    fills = [
        each
        for each in (deploy.file_mounts if deploy else ())
        if each.path == path and each.target.startswith(_FIRST_ROWS)
    ]
    return Found(
        f"{what} with the {'passwords' if one.typed else 'password hashes'} of accounts{table} is in git",
        path,
        one.place,
        tuple(f"{each.service} begins with these accounts, by {each.place}" for each in fills),
        fix="Keep it out of git, and let each installation choose its first passwords.",
        severity="warning",
    )


def _environment(one: Exposed) -> Found:
    path = one.place.path or ""
    if one.tracked:
        return Found(
            f"{path} is in git with {listed(one.holds)}",
            path,
            one.place,
            capped(one.holds),
            severity="warning" if one.guessable else None,
        )
    return Found(
        f"nothing keeps {path}, with {listed(one.holds)}, out of git",
        path,
        one.place,
        capped(one.holds),
        fix=f"Add {path} to .gitignore.",
        severity="warning",
    )


def _placeholders(one: Exposed) -> Found:
    path = one.place.path or ""
    return Found(
        f"{path} is in git, with placeholders for {listed(one.holds)} so far: real ones would go there too",
        path,
        one.place,
        fix=f"`git rm --cached {path}`, add it to .gitignore, and make .env.example of it.",
        severity="info",
    )


def _database(one: Exposed, app: App | None) -> Found:
    path = one.place.path or ""
    if one.holds:
        return Found(
            f"a database is in git with rows in {listed(one.holds)}", path, one.place, capped(one.holds)
        )
    if not _is_configured(one, app):
        empty = f", with {listed(one.accounts)} and no rows so far" if one.accounts else ""
        return Found(f"a database is in git{empty}", path, one.place, severity="info")
    state = "" if one.data else ", without a row: a deploy puts it in the place of the real one"
    return Found(f"the database of the app is in git{state}", path, one.place, severity="warning")


def _seed(one: Exposed) -> Found:
    path = one.place.path or ""
    return Found(
        f"{path} has rows in {listed(one.holds)}, and {one.copied_by} has it copied",
        path,
        one.place,
        capped(one.holds),
        fix="Keep the tables there alone, and let each installation make its first account.",
        severity="warning",
    )


def _is_configured(one: Exposed, app: App | None) -> bool:
    """Whether the config names a file of this name; whole values are not there where they hold a password."""
    name = (one.place.path or "").rpartition("/")[2]
    return any(
        f"/{name}'" in value.shown
        or f"/{name}?" in value.shown
        or any(address.file == name for address in value.addresses)
        for value in (app.config if app else ())
    )


@by_source
@error
def untracked_runtime_file(  # noqa: PLR0913, PLR0917 - a file is needed for as many reasons
    app: App,
    repository: Repository,
    source: Source | None = None,
    templates: Templates | None = None,
    git: Git | None = None,
    boot: Boot | None = None,
) -> Judgement:
    """The app runs with a file that is not in git.

    Here it works, because the file lies in this folder; a checkout of the same commit does not have it, and
    the release stops with ModuleNotFoundError or TemplateNotFound. Told of modules that the boot imported and
    of templates that the code or another template names; of an app that does not come up, of modules too that
    its files import and that are not even here. A module or a template that `.gitignore` leaves out
    is a warning, since the deployment may make it; templates in an ignored folder, generated version files,
    the instance folder and modules whose example git has (`settings.py.example`) are passed over. A warning
    as well is Flask-Migrate without migrations in git, where nothing else makes the tables, and a script,
    style, font or icon that a page names: `lib/` in `.gitignore` also means `static/lib/`. Not where
    something makes or fetches such files (package.json, a bundler, a folder for builds or uploads), where
    the whole static folder is ignored, or where the pattern is not the project's own.

    Fix: `git add` it; if it is ignored by accident, make the pattern in `.gitignore` narrower.

    Fault::

        $ git status
        Untracked files: shop/labels.py     # and shop/__init__.py imports it

    Fine::

        $ git add shop/labels.py
    """
    for path in app.modules:
        if _lies_in(path, repository.untracked):
            yield Found(f"{path} is imported and not in git", path, Place(path))
        elif _lies_in(path, repository.ignored) and not (_is_made(path) or _has_example(path, git)):
            yield Found(
                f"{path} is imported, and .gitignore keeps it out of git",
                path,
                Place(path),
                severity="warning",
            )
    yield from _not_even_here(boot)
    for path, places in files_of(app, source, templates).items():
        if _lies_in(path, repository.untracked):
            yield Found(
                f"{path} is rendered and not in git", path, Place(path), capped([str(one) for one in places])
            )
        elif path in repository.ignored:  # and not a whole folder that a build fills
            yield Found(
                f"{path} is rendered, and .gitignore keeps it out of git",
                path,
                Place(path),
                capped([str(one) for one in places]),
                severity="warning",
            )
    if git and templates:
        for one in left_out(app, repository, git, source, templates):
            yield _static(one)
    if git and source and "migrate" in app.extensions and not _has_tables(source, git, boot):
        yield _no_migrations(app, repository, source)


def _not_even_here(boot: Boot | None) -> Iterator[Found]:
    for one in boot.wanting.unkept if boot else ():
        yield Found(
            f"{one.path} is imported and not here, and .gitignore keeps it out of git: no checkout has it",
            one.path,
            one.place,
            fix="Read what it holds from the environment, or commit an example of it "
            f"({one.path.removesuffix('.py')}.example.py).",
            severity="warning",
        )


def _static(one: LeftOut) -> Found:
    """A page that comes without its style or script; one pattern may take several files."""
    first, *others = one.uses
    said = f"{len(one.uses)} files of {one.folder} are" if others else f"{first} is"
    what = one.folder if one.whole else "them" if others else "it"
    why = f", and .gitignore keeps {what} out of git" if one.ignored else " and not in git"
    return Found(
        f"{said} asked for by a page{why}",
        one.folder if others else first,
        one.uses[first][0].place,
        capped(
            list(dict.fromkeys(f"{path} at {use.place}" for path, uses in one.uses.items() for use in uses))
        ),
        severity="warning",
    )


def _has_tables(source: Source, git: Git, boot: Boot | None) -> bool:
    """Whether a checkout of the project can make its tables."""
    made = any(event.kind == "schema" for event in boot.events) if boot else False
    idle = {one.place for one in source.idle_makers}
    return made or not idle.issuperset(source.table_makers) or any(map(_MIGRATION.search, git.tracked))


def _no_migrations(app: App, repository: Repository, source: Source) -> Found:
    places = given("flask_migrate", source, app)
    return Found(
        "git has no migrations: on a checkout `flask db upgrade` makes no tables",
        "migrations",
        next(iter(places), app.place),
        (*_left_out(repository), *_idle(source)),
        fix="`flask db init` and `flask db migrate`, and commit the folder; `.gitignore` must not name it.",
        severity="warning",
    )


def _left_out(repository: Repository) -> Iterator[str]:
    yield from (f"{one} is here and not in git" for one in repository.untracked if _MIGRATIONS.search(one))
    yield from (f".gitignore keeps {one} out of git" for one in repository.ignored if _MIGRATIONS.search(one))


def _idle(source: Source) -> Iterator[str]:
    for one in source.idle_makers:
        yield f"{one.function}() at {one.place} would make tables, and nothing calls it"


def _lies_in(path: str, listed_paths: Iterable[str]) -> bool:
    return any(path == one or (one.endswith("/") and path.startswith(one)) for one in listed_paths)


def _has_example(path: str, git: Git | None) -> bool:
    """Whether git has, beside a file, what it is to be copied from where it is deployed."""
    folder, _, name = path.rpartition("/")
    stem = name.partition(".")[0]
    beside = (one.rpartition("/") for one in (git.tracked if git else ()))
    return any(there == folder and stem in other and _EXAMPLE.search(other) for there, _, other in beside)


def _is_made(path: str) -> bool:
    """Whether a file is one that is made where it is deployed."""
    *folders, name = path.split("/")
    return name in _GENERATED or "instance" in folders or name.endswith(("_pb2.py", "_pb2_grpc.py"))
