"""Secrets that a deploy file gives the app, with the file in git."""

import re

from releasecheck.facts.boot import Boot
from releasecheck.facts.deploy import Deploy, Variable
from releasecheck.facts.runs import Git
from releasecheck.findings import DoesNotApply, Found, Judgement, warning

# The database's password: it has the same fallback in the service of the database beside the app.
_OF_DATABASE = re.compile(r"(.*_)?(DB|DATABASE|POSTGRES|PG|MYSQL|MARIADB|MONGO|REDIS|RABBITMQ|SQL).*")
_SIGNS = re.compile(r"(.*_)?SECRET_KEY|.*(JWT|CSRF|SESSION|SIGNING).*(SECRET|KEY|SALT)")


@warning
def deploy_file_secret(deploy: Deploy, boot: Boot, git: Git) -> Judgement:
    """A deploy file that is in git gives the app its secret.

    `ENV SECRET_KEY=…` in the Dockerfile, `environment:` of a compose file, `env` or a `Secret` for
    Kubernetes, whose base64 hides nothing: the app reads its key from the environment as it should, and
    everybody who can read the repository, or pull the image, has it all the same. A placeholder there is
    worse for a key that signs: it works, so nobody replaces it; in the URL of a database
    (`user:password@host`) it is what the release gets, and no database answers there. The fallback of a
    reference counts too (`${SECRET_KEY:-changeme}`, the default of an ARG that ENV hands on,
    `: "${SECRET_KEY:=x}"` in the script that starts the server): where nobody sets the variable, nothing
    fails. Told of variables that the app asked for; a reference such as `${SECRET_KEY}`, the password of a
    service of the same compose file, and files made for development, or as an example, are fine.

    Fix: name the variable without a value (`SECRET_KEY: ${SECRET_KEY:?}`), and keep the value in the
    platform's secrets; replace it, since the history keeps the old one.

    Fault::

        # compose.yaml
        environment: {SECRET_KEY: 5f352379324c22463451387a0aec5d2f}

    Fine::

        environment: {SECRET_KEY: "${SECRET_KEY:?}"}
    """
    asked = {read.name for read in boot.env_reads}
    given = [one for one in deploy.variables if one.holds and one.name in asked]
    if not given:
        yield DoesNotApply("no deploy file gives the app a secret itself")
    for one in given:
        told = (
            (one.holds == "secret" and not _is_neighbours(one)) or one.backend or _SIGNS.fullmatch(one.name)
        )
        if told and one.place.path in git.tracked:
            yield _found(one)


def _is_neighbours(one: Variable) -> bool:
    return one.unless_set and _OF_DATABASE.fullmatch(one.name) is not None


def _found(one: Variable) -> Found:
    if one.unless_set:
        what = "one that anybody can guess" if one.holds == "placeholder" else "one that is in git"
        said = f"where nobody sets {one.name}, {one.place.path} gives the app {what}"
    elif one.backend and one.holds == "placeholder":
        said = f"{one.place.path} gives the app a placeholder as {one.name}: no database answers there"
    elif one.holds == "placeholder":
        said = f"{one.place.path} gives the app a placeholder as {one.name}, which anybody can guess"
    else:
        said = f"{one.place.path} is in git with the value of {one.name}, which the app reads"
    return Found(said, subject=one.name, place=one.place)
