"""Secrets that a deploy file gives the app, with the file in git."""

import re
from collections.abc import Container, Iterator

from releasecheck.facts.app import App
from releasecheck.facts.boot import Boot
from releasecheck.facts.deploy import Deploy, EnvFile, Variable
from releasecheck.facts.runs import Git
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, by_source, warning

from ..derived.wording import capped

# The database's password: it has the same fallback in the service of the database beside the app.
_OF_DATABASE = re.compile(r"(.*_)?(DB|DATABASE|POSTGRES|PG|MYSQL|MARIADB|MONGO|REDIS|RABBITMQ|SQL).*")
_SIGNS = re.compile(r"(.*_)?SECRET_KEY|.*(JWT|CSRF|SESSION|SIGNING).*(SECRET|KEY|SALT)")


@warning
@by_source
def deploy_file_secret(
    deploy: Deploy, boot: Boot, git: Git, app: App | None = None, source: Source | None = None
) -> Judgement:
    """A deploy file that is in git gives the app its secret.

    `ENV SECRET_KEY=…` in the Dockerfile, `environment:` of a compose file, `env` or a `Secret` for
    Kubernetes, whose base64 hides nothing: the app reads its key from the environment as it should, and
    everybody who can read the repository, or pull the image, has it all the same. A placeholder there is
    worse for a key that signs: it works, so nobody replaces it; in the URL of a database
    (`user:password@host`) it is what the release gets, and no database answers there. The fallback of a
    reference counts too (`${SECRET_KEY:-changeme}`, the default of an ARG that ENV hands on,
    `: "${SECRET_KEY:=x}"` in the script that starts the server): where nobody sets the variable, nothing
    fails; and so does the placeholder of a key in a file that git has and `env_file:` loads, of whose real
    secrets committed-env-file tells. Told of variables that the app asked for, or asks for in a function of
    a module that it imports; a key of a Secret by the name that the container gets it by (`secretKeyRef`). A
    reference such as `${SECRET_KEY}`, the password of a service of the same compose file, and files made for
    development, or as an example, are fine. Services of one file that get the same variable are one finding.

    Fix: name the variable without a value (`SECRET_KEY: ${SECRET_KEY:?}`), and keep the value in the
    platform's secrets; replace it, since the history keeps the old one.

    Fault::

        # compose.yaml
        environment: {SECRET_KEY: 5f352379324c22463451387a0aec5d2f}

    Fine::

        environment: {SECRET_KEY: "${SECRET_KEY:?}"}
    """
    asked = {read.name for read in boot.env_reads} | _asked_later(app, source)
    given = [one for one in deploy.variables if one.holds and one.name in asked]
    loaded = list(_placeholders(deploy, asked, git, app))
    if not (given or loaded):
        yield DoesNotApply("no deploy file gives the app a secret itself")
    alike: dict[tuple[str, str], list[Variable]] = {}
    for one in given:
        told = (
            (one.holds == "secret" and not _is_neighbours(one)) or one.backend or _SIGNS.fullmatch(one.name)
        )
        if told and one.place.path in git.tracked:
            alike.setdefault((one.name, _said(one)), []).append(one)
    for (name, said), (first, *others) in alike.items():
        also = capped([f"also at {one.place}" for one in others])
        yield Found(said, subject=name, place=first.place, evidence=also)
    yield from (_loaded(*pair) for pair in loaded)


def _placeholders(
    deploy: Deploy, asked: Container[str], git: Git, app: App | None
) -> Iterator[tuple[Variable, EnvFile]]:
    """Those of files in git that a deploy file loads, without keys that secret-known-public sees live."""
    live = {name for one in (app.secrets if app else ()) if one.known for name in one.environment}
    files = {file.path: file for file in reversed(deploy.env_files)}.values()
    for file in reversed(files):
        for one in file.variables or ():
            is_key = one.holds == "placeholder" and one.name in asked and _SIGNS.fullmatch(one.name)
            if is_key and one.name not in live and one.place.path in git.tracked:
                yield one, file


def _loaded(one: Variable, file: EnvFile) -> Found:
    return Found(_said(one), one.name, one.place, evidence=(f"{file.place} has it loaded, and it is in git",))


def _asked_later(app: App | None, source: Source | None) -> set[str]:
    """The variables that functions of the app's modules ask for, which need not have run yet."""
    if app is None or source is None:
        return set()
    defaulted = {one.variable for one in source.env_defaults if one.place.path in app.modules}
    return defaulted | {one.name for one in source.needed_variables if one.place.path in app.modules}


def _is_neighbours(one: Variable) -> bool:
    return one.unless_set and _OF_DATABASE.fullmatch(one.name) is not None


def _said(one: Variable) -> str:
    if one.unless_set:
        what = "one that anybody can guess" if one.holds == "placeholder" else "one that is in git"
        return f"where nobody sets {one.name}, {one.place.path} gives the app {what}"
    if one.backend and one.holds == "placeholder":
        return f"{one.place.path} gives the app a placeholder as {one.name}: no database answers there"
    if one.holds == "placeholder":
        return f"{one.place.path} gives the app a placeholder as {one.name}, which anybody can guess"
    return f"{one.place.path} is in git with the value of {one.name}, which the app reads"
