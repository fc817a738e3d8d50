"""Files that git has, or had, and that give away what is in them."""

from releasecheck.facts import NOWHERE
from releasecheck.facts.app import App
from releasecheck.facts.deploy import Deploy
from releasecheck.facts.repository import Exposed, Removed, Repository
from releasecheck.findings import Found, Judgement, error

from ..derived.wording import capped, listed

_FIRST_ROWS = "/docker-entrypoint-initdb.d/"  # of which an image of a database fills itself


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
