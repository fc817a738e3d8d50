"""Keys outside the config that each process draws anew."""

from typing import Any

from releasecheck.facts.tokens import DrawnKey
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, boot, deploy, env_read, launch, secret, source, table

FERNET = "cryptography.fernet.Fernet"
RULE = "secret-random-per-process"
DRAWN = f"this line draws it, and {FERNET} is given it at keys.py:4"
FOUR = deploy(launches=[launch(workers=4)])
ONCE = "Generate the key once, and read it from the environment."
NO_KEY = [DoesNotApply("the config holds no signing key")]


def drawing(variable: str | None = None, *, path: str = "keys.py", **fields: Any) -> Given:
    """A module that gives a key to Fernet on line 4, which it draws on line 3."""
    one = DrawnKey("KEY", at(path, 3), FERNET, at("keys.py", 4), variable)
    facts: Given = {"source": source(drawn_keys=[one]), "boot": boot(), "deploy": None}
    return {"app": app(modules=["app.py", "keys.py"]), **facts, **fields}


@table(
    {
        "always, by several workers": (
            drawing(deploy=FOUR),
            [
                Found(
                    "KEY is another in every process",
                    "KEY",
                    at("keys.py", 3),
                    (DRAWN, "Procfile:1 starts 4 workers"),
                    ONCE,
                )
            ],
        ),
        "always, and nobody says how many workers": (
            drawing(),
            [
                Found(
                    "KEY is another in every process",
                    "KEY",
                    at("keys.py", 3),
                    (DRAWN,),
                    ONCE,
                    severity="warning",
                )
            ],
        ),
        "while its variable is unset": (
            drawing("BOX_KEY", deploy=FOUR, boot=boot(env_reads=[env_read("BOX_KEY")])),
            [
                Found(
                    "KEY is another in every process while BOX_KEY is not set",
                    "KEY",
                    at("keys.py", 3),
                    (DRAWN, "Procfile:1 starts 4 workers"),
                    'Read it with `os.environ["BOX_KEY"]`: then a deployment without it stops at once.',
                    severity="warning",
                )
            ],
        ),
    }
)
def test_secret_random_per_process_faulty(given: Given, says: list[Found]) -> None:
    assert ask(RULE, given) == says


@table(
    {
        "the run was given the variable": (
            drawing("BOX_KEY", deploy=FOUR, boot=boot(env_reads=[env_read("BOX_KEY", hit=True)])),
            NO_KEY,
        ),
        "in a module that the app does not import": (drawing(path="tools.py", deploy=FOUR), NO_KEY),
        "the app did not come up": (drawing(boot=boot(outcome="raised")), NO_KEY),
        "no such key": (drawing(source=source()), NO_KEY),
        "the config's own key is told": (
            drawing(app=app(modules=["app.py", "keys.py"], secrets=[secret(repeats=False)])),
            [
                Found(
                    "SECRET_KEY is another in every process",
                    "SECRET_KEY",
                    at("config.py", 4),
                    (
                        "two boots with the same environment gave two keys",
                        "str of length 64",
                        "nothing in the app signs with it so far",
                    ),
                    severity="info",
                )
            ],
        ),
    }
)
def test_secret_random_per_process_fine(given: Given, says: list[Any]) -> None:
    assert ask(RULE, given) == says
