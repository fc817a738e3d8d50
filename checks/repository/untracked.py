"""Files that the app needs, and that a checkout of the release does not have."""

import re
from collections.abc import Iterable, Iterator

from releasecheck.facts import Place
from releasecheck.facts.app import App
from releasecheck.facts.boot import Boot
from releasecheck.facts.repository import Repository
from releasecheck.facts.runs import Git
from releasecheck.facts.source import Source
from releasecheck.facts.templates import Templates
from releasecheck.findings import Found, Judgement, by_source, error

from ..derived.structure.extensions import given
from ..derived.structure.rendered import files_of
from ..derived.structure.static_files import LeftOut, left_out
from ..derived.wording import capped

_GENERATED = ("_version.py", "version.py", "_build_info.py")
_MIGRATION = re.compile(r"(^|/)(migrations?|versions|alembic)/(.*/)?[^/]+\.(py|sql)$|(^|/)script\.py\.mako$")
_EXAMPLE = re.compile(r"(^|[._-])(example|sample|template|dist|default)s?([._-]|$)")
_MIGRATIONS = re.compile(r"(^|/)migrations?/?$")


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
