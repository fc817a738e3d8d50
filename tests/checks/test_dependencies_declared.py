"""What is declared, against what is imported and installed."""

from dataclasses import replace
from typing import Any

import pytest

from releasecheck.facts.dependencies import Unread
from releasecheck.facts.deploy import Deploy, Image, Launch
from releasecheck.facts.imports import FailedImport, OwnImport
from releasecheck.findings import CouldNotLook, DoesNotApply, Found

from .build import Given, app, ask, at, boot, crash, module, requests, response, source, table
from .build_dependencies import dependencies, distribution, imports, wanted

REQUESTS = distribution("requests", "2.32.0", "idna<4")
LOGIN = distribution("flask-login", "0.6.3", "flask>=1.0.4")
PILLOW = distribution("pillow", "11.0", imports=("PIL",))
QRCODE = distribution("qrcode", "8.0", extras={"pil": ("pillow>=9",)})
FORMS = distribution("wtforms", "3.2.1", "markupsafe", extras={"email": ("email-validator",)})
EMAIL = distribution("email-validator", "2.3.0", "dnspython>=2", imports=("email_validator",))
CHECK = at("app.py", 9, 18)
BOTH = (wanted("wtforms"), wanted("its-fork"))
FOUR = ("requests", "redis", "celery", "boto3")
NOWHERE_DECLARED = Found(
    "requests is imported here and declared nowhere",
    "requests",
    at("app.py", 2),
    ("requests 2.32.0 is installed", "read: requirements.txt"),
    fix="Add requests to the requirements of the release, or remove the import.",
)
NEVER_THERE = replace(NOWHERE_DECLARED, severity="error")


def locking(*pins: str, asked: str = "~=3.0.0", **fields: Any) -> Given:
    """requirements.txt asks for a Flask, and a lock file has these."""
    locked = tuple(wanted("flask", pin, line, path="Pipfile.lock") for line, pin in enumerate(pins, start=26))
    declared = (wanted("flask", asked, 2, **fields),)
    return {"dependencies": dependencies(distribution("flask", "3.0.3"), declared=declared, locked=locked)}


def test_environment_not_lock_tells_of_files_that_exclude_each_other() -> None:
    assert ask("environment-not-lock", locking("==1.0.3")) == [
        Found(
            "Pipfile.lock has flask 1.0.3, and requirements.txt asks for flask~=3.0.0",
            "Pipfile.lock",
            at("Pipfile.lock", 26),
            ("flask==1.0.3 at Pipfile.lock:26, not ~=3.0.0",),
            fix="Write Pipfile.lock anew from what the release is installed from, or remove it.",
        )
    ]


@pytest.mark.parametrize(
    "given",
    [
        locking("==3.0.3"),
        locking("==1.0.3", "==3.0.3"),  # for another Python
        locking("==3.0.3", asked=""),
        locking("==3.0.3", asked="==2.0", stage="development"),
    ],
)
def test_files_that_agree(given: Given) -> None:
    assert ask("environment-not-lock", given) == []


REFUSED = tuple(
    Unread(at("requirements.txt", line), "no requirement as pip reads them", refused=True) for line in (7, 9)
)
NO_REQUIREMENT = Found(
    "line 7 of requirements.txt is no requirement: pip stops there and installs nothing",
    "requirements.txt",
    at("requirements.txt", 7),
    ("also requirements.txt:9",),
    "Write one requirement a line, as `name==version`, and notes as comments.",
)
WINDOWS = Found(
    "pywin32 can be installed on Windows alone: elsewhere pip stops there and installs nothing",
    "pywin32",
    at("requirements.txt", 1),
    fix='Take it out, or write `pywin32==306; sys_platform == "win32"`.',
)


def windows(name: str, **fields: Any) -> Given:
    asked = (wanted(name, "==306", **fields),)
    return {"dependencies": dependencies(declared=asked, platform="linux")}


def importing(*names: str, **fields: Any) -> Given:
    """An app whose only module imports these, the first on line 2."""
    there = [imports(name, line) for line, name in enumerate(names, start=2)]
    return {"app": app(), "source": source(imports=there), "dependencies": dependencies(REQUESTS, **fields)}


def checking_addresses(path: str = "app.py", *, run: bool = True, **fields: Any) -> Given:
    """An app with `Email()` of WTForms in a form, which it validates."""
    given = {"distributions": (FORMS, EMAIL), "declared": (wanted("flask"), wanted("wtforms")), **fields}
    there = dependencies(*given.pop("distributions"), **given)
    checks = [at(path, 9, 18)]
    found = source(email_checks=checks, email_checks_run=checks if run else ())
    return {"app": app(), "source": found, "dependencies": there}


def lacking_the_checker(**fields: Any) -> Given:
    """The same, where email-validator is not installed."""
    return checking_addresses(**{"distributions": (FORMS,), **fields})


LACKING = Found(
    "email_validator is imported by WTForms for Email(), not installed here and declared nowhere: "
    "each address that is sent in is a 500",
    "email-validator",
    at("app.py", 9, 18),
    ("wtforms 3.2.1 is installed",),
    fix="Add email-validator to the requirements of the release, or `wtforms[email]`, and install it.",
    severity="error",
)


@table(
    {
        "nobody asks for it": (importing("requests", "flask"), [NOWHERE_DECLARED]),
        "only the development requirements do": (
            importing(
                "requests",
                declared=(
                    wanted("flask"),
                    wanted("requests", path="requirements-dev.txt", stage="development"),
                ),
            ),
            [
                Found(
                    "requests is imported here and declared only for development, at requirements-dev.txt:1",
                    "requests",
                    at("app.py", 2),
                    NOWHERE_DECLARED.evidence,
                    fix=NOWHERE_DECLARED.fix,
                )
            ],
        ),
        "its marker leaves it out here": (
            importing("requests", declared=(wanted("flask"), wanted("requests", applies=False))),
            [
                Found(
                    "requests is imported here and declared only for another platform or Python, "
                    "at requirements.txt:1",
                    "requests",
                    at("app.py", 2),
                    NOWHERE_DECLARED.evidence,
                    fix=NOWHERE_DECLARED.fix,
                )
            ],
        ),
        "there is no file at all": (
            importing("flask", "requests", declared=(), files=()),
            [
                Found(
                    "no file says what the app needs; it imports flask and requests",
                    "requirements.txt",
                    at("app.py", 2),
                    ("flask at app.py:2", "requests at app.py:3"),
                    fix="Write requirements.txt, or the dependencies in pyproject.toml.",
                )
            ],
        ),
        "the one file is misspelt": (
            importing("flask", files=("requirement.txt",)),
            [
                Found(
                    "requirement.txt says what the app needs, and is looked for as requirements.txt",
                    "requirements.txt",
                    at("requirement.txt"),
                    ("platforms that build from a repository, and `pip install -r requirements.txt`",),
                    fix="Rename it: `git mv requirement.txt requirements.txt`.",
                )
            ],
        ),
        "the one file is misspelt, and a deploy file may name it": (
            {**importing("flask", files=("requirement.txt",)), "deploy": Deploy(files=("Dockerfile",))},
            [],
        ),
        "the extra that would bring it is not asked for": (
            {
                "app": app(),
                "source": source(imports=[imports("PIL", 2)]),
                "dependencies": dependencies(QRCODE, PILLOW, declared=(wanted("qrcode"),)),
            },
            [
                Found(
                    "PIL is imported here and declared nowhere",
                    "pillow",
                    at("app.py", 2),
                    ("pillow 11.0 is installed", "read: requirements.txt"),
                    fix="Add pillow to the requirements of the release, or remove the import.",
                )
            ],
        ),
        "WTForms needs it for a form": (
            checking_addresses(),
            [
                Found(
                    "email_validator is imported by WTForms for Email() and declared nowhere",
                    "email-validator",
                    at("app.py", 9, 18),
                    ("email-validator 2.3.0 is installed", "read: requirements.txt"),
                    fix="Add email-validator to the requirements of the release.",
                )
            ],
        ),
        "WTForms needs it for a form, and it is not there": (lacking_the_checker(), [LACKING]),
        "and no file says what is needed": (
            {
                **lacking_the_checker(declared=(), files=()),
                "source": source(
                    imports=[imports("wtforms", 2)], email_checks=[CHECK], email_checks_run=[CHECK]
                ),
            },
            [
                LACKING,
                Found(
                    "no file says what the app needs; it imports wtforms",
                    "requirements.txt",
                    at("app.py", 2),
                    ("wtforms at app.py:2",),
                    fix="Write requirements.txt, or the dependencies in pyproject.toml.",
                ),
            ],
        ),
        "and it is declared for development": (
            lacking_the_checker(
                declared=(
                    wanted("wtforms"),
                    wanted("email-validator", path="requirements-dev.txt", stage="development"),
                )
            ),
            [
                replace(
                    LACKING,
                    message="email_validator is imported by WTForms for Email(), not installed here and "
                    "declared only for development, at requirements-dev.txt:1: "
                    "each address that is sent in is a 500",
                )
            ],
        ),
        "and what might bring it is not there either": (
            lacking_the_checker(declared=(wanted("wtforms"), wanted("flask-security-too"))),
            [
                CouldNotLook(
                    "whether email_validator comes with what is declared: "
                    "declared and not installed here: flask-security-too"
                )
            ],
        ),
        "four that are declared nowhere, for one cause": (
            {
                **importing(*FOUR),
                "dependencies": dependencies(
                    *(distribution(name, "1.0") for name in FOUR), declared=(wanted("flask"),)
                ),
            },
            [
                Found(
                    "requests, redis and 2 more are imported and declared nowhere",
                    "requests",
                    at("app.py", 2),
                    (
                        *(f"{name} at app.py:{line}" for line, name in enumerate(FOUR, start=2)),
                        "read: requirements.txt",
                    ),
                    fix="Add them to the requirements of the release (`pip freeze` has the versions), or "
                    "name their file where it is looked for: *requirements*.txt, *requirements*/, "
                    "pyproject.toml.",
                )
            ],
        ),
        "what is declared is not all installed": (
            importing("requests", declared=(wanted("flask"), wanted("telegram"))),
            [
                CouldNotLook(
                    "whether requests comes with what is declared: declared and not installed here: telegram"
                )
            ],
        ),
        "a line could not be read": (
            importing(
                "requests", unread=(Unread(at("requirements.txt", 3), "no requirement as pip reads them"),)
            ),
            [
                CouldNotLook(
                    "whether requests comes with what is declared: not all could be read: "
                    "requirements.txt:3: no requirement as pip reads them"
                )
            ],
        ),
    }
)
def test_undeclared_dependency_faulty(given: Given, says: list[Any]) -> None:
    assert ask("undeclared-dependency", given) == says


@pytest.mark.parametrize(
    "given",
    [
        importing("flask", "werkzeug"),
        importing("requests", declared=(wanted("flask"), wanted("requests"))),
        importing("requests", declared=(wanted("flask"), wanted("requests", stage="optional"))),
        importing("unknown"),
        importing("idna", declared=(wanted("requests"),)),
        {**importing("flask"), "source": source(imports=[imports("requests", conditional=True)])},
        {**importing("flask"), "source": source(imports=[imports("requests", path="scripts/seed.py")])},
        {
            **importing("flask"),
            "source": source(module("app.py"), module("requests.py"), imports=[imports("requests")]),
        },
        {
            "app": app(modules=["web/app.py"]),
            "source": source(
                module("web/requests/__init__.py"), imports=[imports("requests", path="web/app.py")]
            ),
            "dependencies": dependencies(REQUESTS),
        },
        {
            "app": app(modules=["web/shop/app.py"]),
            "source": source(
                module("web/requests.py"), imports=[imports("requests", path="web/shop/app.py")]
            ),
            "dependencies": dependencies(REQUESTS),
            "boot": boot(cwd="web"),
        },
        {
            "app": app(),
            "source": source(imports=[imports("PIL")]),
            "dependencies": dependencies(QRCODE, PILLOW, declared=(wanted("qrcode", extras=("pil",)),)),
        },
        {
            "app": app(),
            "source": source(imports=[imports("google")]),
            "dependencies": dependencies(
                distribution("google-auth", "2.0", imports=("google",)),
                distribution("google-cloud-storage", "2.0", imports=("google",)),
                declared=(wanted("google-cloud-storage"),),
            ),
        },
        importing("requests", own=("requests",)),
        checking_addresses(declared=(wanted("wtforms"), wanted("email-validator"))),
        checking_addresses(declared=(wanted("wtforms", extras=("email",)),)),
        checking_addresses("scripts/seed.py"),
        checking_addresses(distributions=(distribution("wtforms", "2.2.1"), EMAIL)),
        checking_addresses(distributions=(distribution("wtforms", "3.0.1"),)),
        lacking_the_checker(run=False),
        lacking_the_checker(path="scripts/seed.py"),
        lacking_the_checker(declared=(wanted("wtforms"), wanted("email-validator"))),
        lacking_the_checker(declared=(wanted("wtforms", extras=("email",)),)),
        lacking_the_checker(locked=(wanted("email-validator", "==2.3.0", 9, "uv.lock"),)),
        lacking_the_checker(
            distributions=(FORMS, distribution("flask-security", "5.0", "email-validator>=2")),
            declared=(wanted("flask-security"),),
        ),
        lacking_the_checker(distributions=(FORMS, replace(EMAIL, name="its-fork")), declared=BOTH),
        lacking_the_checker(own_interpreter=False, declared=(wanted("flask"), wanted("gone"))),
        {
            **lacking_the_checker(),
            "source": source(module("email_validator.py"), email_checks=[CHECK], email_checks_run=[CHECK]),
        },
    ],
    ids=[
        *("brought along", "declared", "declared as an extra", "of no distribution", "of a dependency"),
        *(
            "optional",
            "in a file that was not imported",
            "a module of the project",
            "beside the importing file",
        ),
        *("in the working directory", "brought by an extra", "one name of several distributions"),
        *("the project itself", "what a form needs", "that as an extra", "a form that was not imported"),
        *("WTForms that did without", "what no boot can have done without"),
        *("in a form that nobody validates", "in one that was not imported", "declared, and not installed"),
        *("declared as an extra, and not installed", "locked, and not installed"),
        *("asked for by an installed one", "a fork of it", "in releasecheck's own Python"),
        "a module of the project's of that name",
    ],
)
def test_undeclared_dependency_fine(given: Given) -> None:
    assert ask("undeclared-dependency", given) == []


def test_undeclared_dependency_does_not_apply() -> None:
    given = importing("unknown", declared=(), files=())
    reason = "the app imports nothing that is installed from elsewhere"
    assert ask("undeclared-dependency", given) == [DoesNotApply(reason)]


@table(
    {
        "one is of another version": (
            {"dependencies": dependencies(declared=(wanted("flask", "==3.0.0"),))},
            [
                Found(
                    "flask==3.0.0 is asked for, 3.1.3 is installed",
                    "requirements.txt",
                    at("requirements.txt", 1),
                )
            ],
        ),
        "one is missing, one is older": (
            {
                "dependencies": dependencies(
                    REQUESTS, declared=(wanted("redis", line=1), wanted("requests", ">=3", 2))
                )
            },
            [
                Found(
                    "2 distributions differ from what is asked for",
                    "requirements.txt",
                    at("requirements.txt", 2),
                    (
                        "requirements.txt:2: requests>=3 is asked for, 2.32.0 is installed",
                        "requirements.txt:1: redis is asked for and not installed",
                    ),
                ),
                Found(
                    "the environment contradicts itself: "
                    "requests 2.32.0 needs idna<4, which is not installed",
                    "pip check",
                    at("requirements.txt"),
                ),
            ],
        ),
        "the lock has another": (
            {
                "dependencies": dependencies(
                    locked=(
                        wanted("werkzeug", "==3.1.3", 7, "uv.lock"),
                        wanted("pytest", "==8.0", 9, "uv.lock"),
                    ),
                    locks=("uv.lock",),
                )
            },
            [
                Found(
                    "werkzeug==3.1.3 is asked for, 3.1.6 is installed",
                    "uv.lock",
                    at("uv.lock", 7),
                )
            ],
        ),
        "an installed one wants another": (
            {
                "dependencies": dependencies(
                    distribution("flask", "3.1.3", "werkzeug>=4"), declared=(wanted("flask", "==3.1.3"),)
                )
            },
            [
                Found(
                    "the environment contradicts itself: "
                    "flask 3.1.3 needs werkzeug>=4, and 3.1.6 is installed",
                    "pip check",
                    at("requirements.txt"),
                )
            ],
        ),
        "a line that pip refuses": ({"dependencies": dependencies(unread=REFUSED)}, [NO_REQUIREMENT]),
        "and a deploy file is here": (
            {"dependencies": dependencies(unread=REFUSED), "deploy": Deploy(files=("Procfile",))},
            [replace(NO_REQUIREMENT, severity="error")],
        ),
        "what installs on Windows alone": (windows("pywin32"), [WINDOWS]),
        "and a deploy file installs it": (
            {**windows("pywin32"), "deploy": Deploy(files=("Procfile",))},
            [replace(WINDOWS, severity="error")],
        ),
        "and something else is missing": (
            {
                "dependencies": dependencies(
                    declared=(wanted("pywin32", "==306"), wanted("redis", "", 3), wanted("pywinpty", "", 4)),
                    platform="linux",
                )
            },
            [
                replace(
                    WINDOWS,
                    message="pywin32 and pywinpty can be installed on Windows alone: "
                    "elsewhere pip stops there and installs nothing",
                    evidence=("pywinpty at requirements.txt:4",),
                ),
                Found("redis is asked for and not installed", "requirements.txt", at("requirements.txt", 3)),
            ],
        ),
        "and nobody named the app's Python": (
            {
                "dependencies": dependencies(
                    declared=(wanted("pywin32", "==306"),), platform="linux", own_interpreter=False
                )
            },
            [WINDOWS],
        ),
    }
)
def test_environment_not_lock_faulty(given: Given, says: list[Any]) -> None:
    assert ask("environment-not-lock", given) == says


def pins(werkzeug: str, *, there: str = "3.1.9", flask: str = "==3.1.0", **fields: Any) -> Any:
    """A Flask that needs Werkzeug 3.1 by its metadata, and what requirements.txt has beside it."""
    return dependencies(
        distribution("flask", "3.1.0", "Werkzeug>=3.1", "Jinja2>=3.1"),
        distribution("werkzeug", there),
        distribution("jinja2", "3.1.6"),
        declared=(wanted("flask", flask), wanted("werkzeug", werkzeug, 5, **fields)),
    )


CLASH = Found(
    "requirements.txt cannot be installed: it pins werkzeug 3.0.3, and flask 3.1.0 needs Werkzeug>=3.1",
    "werkzeug",
    at("requirements.txt", 5),
    fix="Pin a werkzeug that fits, or leave it out, and try it in a new environment.",
)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"dependencies": pins("==3.0.3")}, CLASH),
        ({"dependencies": pins("==3.0.3", there="3.0.3")}, CLASH),  # as an older pip installs it
        ({"dependencies": pins("==3.0.3"), "deploy": Deploy(files=("render.yaml",))}, CLASH),
    ],
)
def test_environment_not_lock_tells_of_pins_that_exclude_each_other(given: Given, says: Found) -> None:
    severity = "error" if "deploy" in given else None
    assert ask("environment-not-lock", given) == [replace(says, severity=severity)]


@pytest.mark.parametrize(
    "given",
    [
        pins("==3.1.9"),
        pins(">=3.0"),
        pins("==3.0.3", applies=False),
        pins("==3.0.3", stage="optional"),
        pins("==3.0.3", located=True),
    ],
)
def test_pins_that_go_together(given: Any) -> None:
    assert ask("environment-not-lock", {"dependencies": given}) == []


def twice(*names: str, module: str = "flask_uploads", **fields: Any) -> Any:
    """Distributions that bring one module, and a line of requirements.txt for each."""
    there = [distribution(name, "1.0", imports=(module,)) for name in names]
    lines = (wanted(name, "==1.0", line, **fields) for line, name in enumerate(names, start=2))
    return dependencies(*there, declared=(wanted("flask"), *lines))


def test_environment_not_lock_tells_of_two_that_install_one_module() -> None:
    assert ask("environment-not-lock", {"dependencies": twice("flask-reuploaded", "flask-uploads")}) == [
        Found(
            "flask-reuploaded and flask-uploads both install flask_uploads: which of them the app gets, "
            "the order of the install tells",
            "flask_uploads",
            at("requirements.txt", 3),
            ("flask-reuploaded==1.0 at requirements.txt:2", "flask-uploads==1.0 at requirements.txt:3"),
            fix="Keep the one that the app is written for, and install into a new environment.",
        )
    ]


@pytest.mark.parametrize(
    ("names", "module"),
    [
        (("mysql-connector", "mysql-connector-python"), "mysql"),
        (("opencv-python", "opencv-python-headless"), "cv2"),
    ],
)
def test_environment_not_lock_tells_of_known_namesakes(names: tuple[str, str], module: str) -> None:
    (found,) = ask("environment-not-lock", {"dependencies": twice(*names, module=module)})
    assert found.message.startswith(f"{names[0]} and {names[1]} both install {module}: ")


@pytest.mark.parametrize(
    "given",
    [
        twice("flask-uploads"),
        twice("flask-uploads", "flask-reuploaded", stage="development"),
        twice("google-auth", "google-cloud-storage", module="google"),
    ],
)
def test_modules_that_come_from_one_or_share_a_namespace(given: Any) -> None:
    assert ask("environment-not-lock", {"dependencies": given}) == []


@pytest.mark.parametrize("fields", [{"flask": "==3.0.0"}, {"path": "worker.txt"}])
def test_pins_of_which_nobody_knows_that_they_exclude_each_other(fields: dict[str, str]) -> None:
    said = [one.message for one in ask("environment-not-lock", {"dependencies": pins("==3.0.3", **fields)})]
    assert said
    assert not any("cannot be installed" in one for one in said)


@pytest.mark.parametrize(
    "given",
    [
        dependencies(),
        dependencies(declared=(wanted("flask", "~=3.1"), wanted("pytest", stage="development"))),
        dependencies(declared=(wanted("flask"), wanted("pywin32", applies=False)), platform="linux"),
        dependencies(
            distribution("pywin32", "306"), declared=(wanted("pywin32", "==306"),), platform="win32"
        ),
        dependencies(declared=(wanted("flask"), wanted("shop")), own=("shop",)),
        dependencies(distribution("flask", "3.1.3.dev1"), declared=(wanted("flask", ">=3"),)),
        dependencies(
            locked=(wanted("flask", "==2.3.3", 1, "uv.lock"), wanted("flask", "==3.1.3", 9, "uv.lock")),
            locks=("uv.lock",),
        ),
        dependencies(distribution("black", "1.0", "click<1"), distribution("click", "8.1")),
        dependencies(declared=(wanted("flask", "==3.1.3"), wanted("pymysql", "", 5, "Dockerfile"))),
        dependencies(
            declared=(wanted("flask", "==3.1.3"), wanted("pymysql", "", 5, "docker/Dockerfile.web"))
        ),
    ],
    ids=[
        *(
            "equal",
            "allowed",
            "for another platform",
            "on Windows",
            "the project itself",
            "a pre-release",
            "one of two",
        ),
        *("a tool beside the app", "the image's own", "the image's own in a folder"),
    ],
)
def test_environment_not_lock_fine(given: Any) -> None:
    assert ask("environment-not-lock", {"dependencies": given}) == []


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (
            dependencies(own_interpreter=False, declared=(wanted("redis"),)),
            "releasecheck's own Python was judged: name the app's with --python PATH",
        ),
        (dependencies(declared=(), files=()), "no file says which versions are wanted"),
    ],
)
def test_environment_not_lock_does_not_apply(given: Any, reason: str) -> None:
    assert ask("environment-not-lock", {"dependencies": given}) == [DoesNotApply(reason)]


def test_unpinned_dependency_faulty() -> None:
    given = dependencies(
        declared=(wanted("flask", line=1), wanted("requests", ">=2", 2), wanted("redis", "==5", 3))
    )
    assert ask("unpinned-dependency", {"dependencies": given}) == [
        Found(
            "nothing limits how new flask and requests may be",
            "requirements.txt",
            at("requirements.txt", 1),
            ("requirements.txt:1: flask", "requirements.txt:2: requests>=2"),
        )
    ]


@pytest.mark.parametrize(
    "given",
    [
        dependencies(),
        dependencies(declared=(wanted("flask", "~=3.1"), wanted("redis", ">=4,<6"))),
        dependencies(declared=(wanted("flask"),), locks=("uv.lock",)),
        dependencies(declared=(wanted("flask"),), constraints=(wanted("flask", "==3.1.3"),)),
        dependencies(declared=(wanted("flask", path="requirements.in"), wanted("flask", "==3.1.3"))),
        dependencies(declared=(wanted("flask", "==3.1.3"), wanted("pytest", stage="development"))),
        dependencies(declared=(wanted("flask", "==3.1.3"), wanted("shop", located=True))),
        dependencies(declared=(wanted("flask", "==3.1.3"), wanted("pywin32", applies=False))),
    ],
    ids=[
        "pinned",
        "limited",
        "locked",
        "constrained",
        "compiled",
        "for development",
        "from a URL",
        "not here",
    ],
)
def test_unpinned_dependency_fine(given: Any) -> None:
    assert ask("unpinned-dependency", {"dependencies": given}) == []


def test_a_lock_that_the_image_passes_over() -> None:
    given = dependencies(declared=(wanted("flask", path="Pipfile"),), lock_skipped=at("Dockerfile", 6))
    (found,) = ask("unpinned-dependency", {"dependencies": given})
    assert isinstance(found, Found)
    assert found.message == (
        "nothing limits how new flask may be: --skip-lock at Dockerfile:6 passes Pipfile.lock over"
    )
    assert found.fix == "Take `--skip-lock` out at Dockerfile:6: the image then gets what was tested."


def test_unpinned_dependency_does_not_apply() -> None:
    reason = "no file declares requirements for a release"
    given = dependencies(declared=(wanted("pytest", stage="development"),))
    assert ask("unpinned-dependency", {"dependencies": given}) == [DoesNotApply(reason)]


def booted(*found: Any, deploy: Deploy | None = None, outcome: Any = "up", **fields: Any) -> Given:
    """An app that came up, with these imports in its modules."""
    given = {"app": app(modules=["app.py", "views.py"]), "source": source(imports=found)}
    return given | {
        "dependencies": dependencies(REQUESTS, **fields),
        "boot": boot(outcome=outcome),
        "deploy": deploy,
    }


def built_on(base: str) -> Deploy:
    return Deploy(images=(Image(at("Dockerfile", 1), base),))


AT_TOP = imports("requests", 2)
ASKS_FLASK = (wanted("flask"),)


@pytest.mark.parametrize(
    "given",
    [
        booted(AT_TOP),
        booted(imports("requests", 9, lazy=True), replace(AT_TOP, place=at("views.py", 2))),
        booted(AT_TOP, deploy=built_on("python:3.12-slim")),
        booted(AT_TOP, deploy=built_on("docker.io/library/python:3.12")),
        booted(AT_TOP, installing=("gunicorn", "libpq-dev", "python3-pip")),
        booted(AT_TOP, locked=(wanted("flask"), wanted("werkzeug")), locks=("uv.lock",)),
    ],
    ids=["plainly", "first in a function", "an image", "of a registry", "others are installed", "a lock"],
)
def test_what_no_install_has_and_the_boot_loads(given: Given) -> None:
    (found,) = ask("undeclared-dependency", given)
    assert found.severity == "error"
    assert (found.subject, found.message) == (NEVER_THERE.subject, NEVER_THERE.message)
    assert found.place.line == 2


@pytest.mark.parametrize(
    "given",
    [
        booted(imports("requests", 2, lazy=True)),
        booted(AT_TOP, outcome="raised"),
        booted(AT_TOP, declared=(wanted("werkzeug"),)),
        booted(AT_TOP, declared=(*ASKS_FLASK, wanted("types-requests", stage="development"))),
        booted(AT_TOP, declared=(*ASKS_FLASK, wanted("requests", stage="development"))),
        booted(AT_TOP, locked=(wanted("requests"),), locks=("uv.lock",)),
        booted(AT_TOP, installing=("python3-requests",)),
        booted(AT_TOP, deploy=built_on("tensorflow/tensorflow:latest")),
        booted(AT_TOP, deploy=built_on("tiangolo/uwsgi-nginx-flask:python3.11")),
        {
            **booted(imports("pkg_resources", 2)),
            "dependencies": dependencies(distribution("setuptools", "70", imports=("pkg_resources",))),
        },
        {
            **booted(imports("google", 2)),
            "dependencies": dependencies(
                distribution("google-auth", "2", imports=("google",)),
                distribution("google-api-core", "2", imports=("google",)),
            ),
        },
    ],
    ids=[
        "in a function",
        "not up",
        "the files of another program",
        "something like it for development",
        "for development",
        "locked",
        "by apt",
        "in the image",
        "Flask's image",
        "of the interpreter",
        "a namespace",
    ],
)
def test_what_some_install_may_have(given: Given) -> None:
    assert [one.severity for one in ask("undeclared-dependency", given)] == [None]


@pytest.mark.parametrize(
    "given",
    [
        booted(imports("requests", 2, conditional=True)),
        booted(imports("requests", 2, path="tools.py")),
        booted(AT_TOP, declared=(*ASKS_FLASK, wanted("requests"))),
        booted(AT_TOP, own=("requests",)),
    ],
    ids=["in a try", "in what the boot did not load", "declared", "the project itself"],
)
def test_what_is_declared_or_optional(given: Given) -> None:
    assert ask("undeclared-dependency", given) == []


STARTED_BY = OwnImport("app.py", at("serve.py", 2), late=False)
SERVES = imports("waitress", 1, path="serve.py")


def started(*found: Any, own_import: OwnImport = STARTED_BY, **fields: Any) -> Given:
    """A program beside the app, which imports it and these."""
    given = booted(**fields)
    return given | {"source": source(module("app.py"), imports=found, own_imports=[own_import])}


@pytest.mark.parametrize(
    ("given", "severity"),
    [
        (started(SERVES), None),
        (
            started(SERVES, deploy=Deploy(launches=(Launch("gunicorn", "app:app", at("Procfile", 1)),))),
            "info",
        ),
    ],
)
def test_the_server_of_a_program_that_starts_the_app(given: Given, severity: Any) -> None:
    assert ask("undeclared-dependency", given) == [
        Found(
            "serve.py, which starts the app, imports waitress, which is declared nowhere",
            "waitress",
            at("serve.py", 1),
            ("read: requirements.txt",),
            "Add waitress to the requirements of the release.",
            severity,
        )
    ]


@pytest.mark.parametrize(
    "given",
    [
        started(imports("tkinter", 1, path="serve.py")),
        started(replace(SERVES, conditional=True)),
        started(SERVES, own_import=replace(STARTED_BY, late=True)),
        started(SERVES, own_import=replace(STARTED_BY, path="tools.py")),
        started(SERVES, declared=(*ASKS_FLASK, wanted("waitress"))),
        started(SERVES, declared=(*ASKS_FLASK, wanted("waitress", stage="development"))),
        started(SERVES, declared=(*ASKS_FLASK, wanted("honcho"))),
        started(SERVES, installing=("waitress",)),
    ],
    ids=[
        "no server",
        "in a try",
        "the app when called",
        "another app",
        "declared",
        "for development",
        "not all is installed",
        "by an image",
    ],
)
def test_a_program_that_has_its_server_or_is_none(given: Given) -> None:
    assert ask("undeclared-dependency", given) == []


FORMS_11 = distribution("flask-wtf", "1.1.1")
FAILED = FailedImport("flask_wtf", "cannot import name 'Markup' from 'flask'", at("app.py", 3))
SWALLOWED = Found(
    "flask-wtf 1.1.1 is installed and cannot be imported, and the app goes on without it",
    "flask-wtf",
    at("app.py", 3),
    ("import flask_wtf: cannot import name 'Markup' from 'flask'",),
)


ABSENT = imports("scripts", 4, lazy=True)


def test_a_module_that_is_nowhere_and_that_a_function_imports() -> None:
    assert ask("undeclared-dependency", booted(ABSENT, imports("scripts", 9, "late.py", lazy=True))) == [
        Found(
            "a function imports scripts, which neither the project nor anything that is installed has: it "
            "raises ModuleNotFoundError when it is called",
            "scripts",
            ABSENT.place,
            fix="Import it by the name that it has in the project, or add what brings it to the "
            "requirements.",
        )
    ]


@pytest.mark.parametrize(
    "given",
    {
        "at import, which the boot tells": booted(imports("scripts", 4)),
        "in a `try`": booted(replace(ABSENT, conditional=True)),
        "in a `try` elsewhere": booted(ABSENT, imports("scripts", 2, "late.py", conditional=True)),
        "by a module that the app does not load": booted(imports("scripts", 4, "old.py", lazy=True)),
        "installed": booted(
            imports("requests", 4, lazy=True), declared=(wanted("flask"), wanted("requests"))
        ),
        "by another name": booted(imports("request", 4, lazy=True)),
        "of a server": booted(imports("uwsgi", 4, lazy=True)),
        "the app did not come up": booted(ABSENT, outcome="crashed"),
        "not the app's Python": booted(ABSENT, own_interpreter=False),
        "met by a request": {
            **booted(ABSENT),
            "requests": requests(response(crash=crash("ModuleNotFoundError", subject="scripts.data"))),
        },
        "not all is installed": booted(ABSENT, declared=(wanted("flask"), wanted("redis"))),
        "a file that was not read": booted(ABSENT, unread=(Unread(at("requirements.txt", 3), "a URL"),)),
    }.values(),
)
def test_a_module_that_may_be_somewhere(given: Given) -> None:
    said = ask("undeclared-dependency", given)
    assert [one for one in said if isinstance(one, Found) and "neither" in one.message] == []


def test_a_module_that_the_project_has_in_another_folder() -> None:
    given = booted(ABSENT)
    given["source"] = source(module("app.py"), module("jobs/scripts/data.py"), imports=[ABSENT])
    assert ask("undeclared-dependency", given) == []


def without(*failed: FailedImport, **fields: Any) -> Given:
    there = dependencies(FORMS_11, **{"declared": (wanted("flask-wtf", "==1.1.1"),), **fields})
    return {"app": app(failed_imports=failed), "dependencies": there}


def test_import_error_swallowed_faulty() -> None:
    assert ask("import-error-swallowed", without(FAILED)) == [SWALLOWED]


@table(
    {
        "none": (without(), []),
        "not asked for": (without(FAILED, declared=(wanted("flask"),)), []),
        "a tool of development": (
            without(FAILED, declared=(wanted("flask"), wanted("flask-wtf", stage="development"))),
            [],
        ),
        "of no distribution": (without(replace(FAILED, name="tkinter")), []),
        "in our own Python": (without(FAILED, own_interpreter=False), []),
    }
)
def test_import_error_swallowed_fine(given: Given, says: list[Found]) -> None:
    assert ask("import-error-swallowed", given) == says


def test_import_error_swallowed_does_not_apply() -> None:
    says = [DoesNotApply("no file declares requirements for a release")]
    assert ask("import-error-swallowed", without(FAILED, declared=())) == says
