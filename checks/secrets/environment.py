"""Secrets that a deployment is told to give, and that the app does not take."""

from releasecheck.facts.app import App
from releasecheck.facts.boots import Boots, Ignored
from releasecheck.facts.runs import Git
from releasecheck.findings import DoesNotApply, Found, Judgement, error

from ..derived.config.in_vain import given_in_vain
from ..derived.config.origins import KNOWN


@error
def secret_env_ignored(app: App, boots: Boots, git: Git | None = None) -> Judgement:
    """A deployment gives the app its secret in a variable, and the app goes on with another.

    Whoever deploys believes that the secret was replaced; the old one, which others may know, stays in use,
    and no log says so. Found by booting with a value in the variable that nothing else equals: the config key
    of that name does not change, and no line of the source names the variable. Variables that the
    environment happens to have are not looked at, only those that a deploy file, an example of one, `--set`
    or `--env-file` name; a local config file that git does not know may overrule them here. Signing keys are
    errors, other credentials warnings. That such a signing key stands in the source, or that the public knows
    it, is told here too.

    Fix: read the variable: `app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]`.

    Fault::

        # compose.yaml: environment: {SECRET_KEY: "${SECRET_KEY}"}
        app.config["SECRET_KEY"] = "a-key-of-the-developer"

    Fine::

        app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
    """
    if not app.secrets:
        yield DoesNotApply("the config holds no key and no credential")
    known = {secret.key: secret.known for secret in app.secrets if secret.known}
    for one in given_in_vain(boots, git):
        yield _ignored(one, known.get(one.key))


def _ignored(one: Ignored, known: str | None) -> Found:
    at = one.key_place if one.key_place.path else one.place
    set_at = f", which {one.key_place} sets" if one.key_place.path else ""
    given_at = [f"it is given at {one.place}"] if one.place.path and one.place != at else []
    return Found(
        f"{one.variable} is given in {one.named_in}, and the app keeps its own {one.key}{set_at}",
        subject=one.variable,
        place=at,
        evidence=(
            *given_at,
            f"{one.key} did not change when the app was booted with another {one.variable}",
            "no line of the source names the variable",
            *((f"the key that stays is {KNOWN[known]}",) if known else ()),
        ),
        fix=f'Read it: `os.environ["{one.variable}"]`.',
        severity="error" if one.signing else "warning",
    )
