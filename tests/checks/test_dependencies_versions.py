"""Versions that do not go together, that lost a name, or that have a known hole."""

from dataclasses import replace
from typing import Any

import pytest

from releasecheck.facts.dependencies import Dependencies, Distribution, ReleasePython, Requirement
from releasecheck.facts.deploy import Deploy, Launch, Proxy
from releasecheck.facts.extensions import ExtensionState
from releasecheck.facts.imports import AbsentName
from releasecheck.facts.runs import Exercised, Failure, Tests
from releasecheck.facts.source import SessionUse
from releasecheck.findings import DoesNotApply, Found, Severity

from .build import Given, app, ask, at, boot, config, crash, outcome, route, source, table
from .build_dependencies import NOWHERE, dependencies, distribution, imports, uses, wanted

OLD_FLASK = distribution("flask", "2.0.0", "werkzeug>=2.0")
OLD_WERKZEUG = distribution("werkzeug", "2.0.3")
LOST = crash("ImportError", "cannot import name 'url_quote' from 'werkzeug.urls'", place=NOWHERE)
PINNED = (wanted("flask", "==2.0.0"),)
FLASK_23 = distribution("flask", "2.3.2", "werkzeug>=2.3.3")
PINNED_23 = (wanted("flask", "==2.3.2"),)
FLASK_233 = distribution("flask", "2.3.3", "werkzeug>=2.3.7")
PINNED_233 = (wanted("flask", "==2.3.3"),)
CLIENTLESS = Failure(
    "tests/test_shop.py::test_home",
    "AttributeError",
    at("tests/test_shop.py", 5),
    library="flask.testing:116",
)
FLASK_1 = (wanted("flask", "==1.1.2"),)
JINJA = distribution("jinja2", "3.1.6")
ASKED = (Exercised("home", "GET", 200, 1),)


def old(*python: str, flask: str = "1.1.2", **fields: Any) -> Given:
    """Flask is pinned to a version of its time, on a machine of ours; its Dockerfile names the Python."""
    named = ReleasePython(python[0], at("Dockerfile", 1)) if python else None
    flask_3 = distribution("flask", "3.1.3", "werkzeug>=3.1", "jinja2>=3.1", "itsdangerous>=2.2")
    there = (flask_3, JINJA, distribution("itsdangerous", "2.2.0"))
    given = {"declared": (wanted("flask", f"=={flask}"),), **fields}
    return {"dependencies": dependencies(*there, python=named, **given)}


def lacks(said: str, *needs: str, fix: str) -> Found:
    """Of the Flask of line 1."""
    first, which = needs[0], needs[0].rpartition(" needs ")[2].partition(".")[0]
    evidence = needs if len(needs) > 1 else ()
    return Found(
        f"{said}, and {first}, which is not in it", which, at("requirements.txt", 1), evidence, fix=fix
    )


def with_tests(*failures: Failure, flask: Distribution = FLASK_23, **fields: Any) -> Given:
    """Flask 2.3.2, Werkzeug 3.1.6 where none is given, and a suite that asks for a page."""
    given = {"declared": PINNED_23, **fields}
    there = dependencies(flask, *given.pop("others", ()), **given)
    tests = Tests("failed" if failures else "passed", int(bool(failures)), failures=failures, exercised=ASKED)
    return {"dependencies": there, "boot": boot(), "tests": tests}


@table(
    {
        "installed, and seen to fail": (
            {
                "dependencies": dependencies(OLD_FLASK, declared=PINNED),
                "boot": boot(outcome="raised", crash=LOST),
            },
            [
                Found(
                    "werkzeug 3.1.6 is installed, and flask 2.0.0 needs werkzeug.urls.url_quote, "
                    "which is not in it",
                    "werkzeug",
                    at("requirements.txt", 1),
                    fix="Raise flask, or limit werkzeug: `werkzeug<3.0`.",
                )
            ],
        ),
        "at the next install": (
            {"dependencies": dependencies(OLD_FLASK, OLD_WERKZEUG, declared=PINNED), "boot": boot()},
            [
                Found(
                    "the next install may take werkzeug 3.0 or newer, and flask 2.0.0 needs "
                    "werkzeug.urls.url_quote, which is not in it",
                    "werkzeug",
                    at("requirements.txt", 1),
                    fix="Raise flask, or limit werkzeug: `werkzeug<3.0`.",
                )
            ],
        ),
        "an old Flask, which fails with each of what it stands on": (
            old(),
            [
                lacks(
                    "the next install may take jinja2 3.1 or newer",
                    "flask 1.1.2 needs jinja2.escape",
                    "flask 1.1.2 needs itsdangerous.json",
                    "flask 1.1.2 needs werkzeug.wrappers.BaseResponse",
                    fix="Raise flask, or limit jinja2, itsdangerous and werkzeug: `jinja2<3.1`, "
                    "`itsdangerous<2.1` and `werkzeug<2.1`.",
                )
            ],
        ),
        "for the Python of the image pip takes what fails": (
            old("3.7", declared=(*FLASK_1, wanted("itsdangerous", "<2.1", 2), wanted("werkzeug", "<2.1", 3))),
            [
                lacks(
                    "the next install for Python 3.7 (Dockerfile:1) may take jinja2 3.1 or newer",
                    "flask 1.1.2 needs jinja2.escape",
                    fix="Raise flask, or limit jinja2: `jinja2<3.1`.",
                )
            ],
        ),
        "for the Python of the image pip takes the older one that fails, too": (
            old("3.7", flask="1.0.2", declared=(wanted("flask", "==1.0.2"), wanted("itsdangerous", "<2", 2))),
            [
                lacks(
                    "the next install for Python 3.7 (Dockerfile:1) may take jinja2 3.1 or newer",
                    "flask 1.0.2 needs jinja2.Markup",
                    fix="Raise flask, or limit jinja2: `jinja2<3.1`.",
                )
            ],
        ),
        "the limits of an old Flask leave out what its Jinja2 fails with": (
            old(flask="1.1.4", declared=(wanted("flask", "==1.1.4"), wanted("markupsafe", "", 2))),
            [
                lacks(
                    "the next install may take markupsafe 2.1 or newer",
                    "flask 1.1.4 needs markupsafe.soft_unicode",
                    fix="Raise flask, or limit markupsafe: `markupsafe<2.1`.",
                )
            ],
        ),
        "two for want of one limit": (
            {
                "dependencies": dependencies(
                    OLD_FLASK, OLD_WERKZEUG, declared=(*PINNED, wanted("flask-login", "==0.6.2", 2))
                )
            },
            [
                Found(
                    "the next install may take werkzeug 3.0 or newer, and flask 2.0.0 needs "
                    "werkzeug.urls.url_quote, which is not in it",
                    "werkzeug",
                    at("requirements.txt", 1),
                    (
                        "flask 2.0.0 needs werkzeug.urls.url_quote",
                        "flask-login 0.6.2 needs werkzeug.urls.url_decode",
                    ),
                    fix="Raise flask and flask-login, or limit werkzeug: `werkzeug<3.0`.",
                )
            ],
        ),
        "two that want different limits: the first to fail is named": (
            {
                "dependencies": dependencies(
                    OLD_FLASK, OLD_WERKZEUG, declared=(*PINNED, wanted("flask-wtf", "==0.14.3", 2))
                )
            },
            [
                Found(
                    "the next install may take werkzeug 2.1 or newer, and flask-wtf 0.14.3 needs "
                    "werkzeug.security.safe_str_cmp, which is not in it",
                    "werkzeug",
                    at("requirements.txt", 2),
                    (
                        "flask-wtf 0.14.3 needs werkzeug.security.safe_str_cmp",
                        "flask 2.0.0 needs werkzeug.urls.url_quote",
                        "flask-wtf 0.14.3 needs werkzeug.urls.url_encode",
                    ),
                    fix="Raise flask-wtf and flask, or limit werkzeug: `werkzeug<2.1`.",
                )
            ],
        ),
        "the test client alone fails": (
            with_tests(CLIENTLESS, replace(CLIENTLESS, node="tests/test_shop.py::test_cart")),
            [
                Found(
                    "werkzeug 3.1.6 is installed, and flask 2.3.2 needs werkzeug.__version__, "
                    "which is not in it: each app.test_client() of the tests raises AttributeError",
                    "werkzeug",
                    at("requirements.txt", 1),
                    ("tests/test_shop.py::test_home", "tests/test_shop.py::test_cart"),
                    fix="Raise flask, or limit werkzeug: `werkzeug<3.1`.",
                )
            ],
        ),
        "the test client will fail at the next install": (
            with_tests(others=(distribution("werkzeug", "3.0.6"),)),
            [
                Found(
                    "the next install may take werkzeug 3.1 or newer, and flask 2.3.2 needs "
                    "werkzeug.__version__, which is not in it: "
                    "each app.test_client() of the tests raises AttributeError",
                    "werkzeug",
                    at("requirements.txt", 1),
                    fix="Raise flask, or limit werkzeug: `werkzeug<3.1`.",
                    severity="warning",
                )
            ],
        ),
        "the app fails, and not only its tests": (
            with_tests(
                flask=distribution("flask", "2.2.2", "werkzeug>=2.2"),
                others=(OLD_WERKZEUG,),
                declared=(wanted("flask", "==2.2.2"),),
            ),
            [
                Found(
                    "the next install may take werkzeug 3.0 or newer, and flask 2.2.2 needs "
                    "werkzeug.urls.url_quote, which is not in it",
                    "werkzeug",
                    at("requirements.txt", 1),
                    fix="Raise flask, or limit werkzeug: `werkzeug<3.0`.",
                )
            ],
        ),
    }
)
def test_flask_werkzeug_incompatible_faulty(given: Given, says: list[Any]) -> None:
    assert ask("flask-werkzeug-incompatible", given) == says


@pytest.mark.parametrize(
    "given",
    [
        {"dependencies": dependencies()},
        old("3.6"),
        old("3.6", flask="0.12.2"),
        old("3.7", flask="2.0.0"),
        old(flask="1.1.4"),
        old(flask="1.1.4", declared=(wanted("flask", "==1.1.4"), wanted("markupsafe", "<2.1", 2))),
        old("3.6", flask="1.1.4", declared=(wanted("flask", "==1.1.4"), wanted("markupsafe", "", 2))),
        with_tests(
            others=(distribution("werkzeug", "3.0.6"),), python=ReleasePython("3.8", at("runtime.txt", 1))
        ),
        {"dependencies": dependencies(OLD_FLASK, OLD_WERKZEUG, declared=(*PINNED, wanted("werkzeug", "<3")))},
        {
            "dependencies": dependencies(
                OLD_FLASK, OLD_WERKZEUG, declared=(*PINNED, wanted("werkzeug", "==2.0.3"))
            )
        },
        {"dependencies": dependencies(OLD_FLASK, OLD_WERKZEUG, declared=(wanted("flask"),))},
        {"dependencies": dependencies(OLD_FLASK, OLD_WERKZEUG, declared=PINNED, locks=("uv.lock",))},
        {  # the app came up with both: nothing imports the one that fails
            "dependencies": dependencies(
                distribution("flask", "2.1.1"),
                distribution("flask-script", "2.0.6", "flask"),
                declared=(wanted("flask", "==2.1.1"), wanted("flask-script", "==2.0.6", 2)),
            ),
            "boot": boot(),
        },
        {
            "dependencies": dependencies(
                OLD_FLASK, OLD_WERKZEUG, declared=PINNED, constraints=(wanted("werkzeug", "<2.1"),)
            )
        },
        {
            "dependencies": dependencies(
                OLD_FLASK,
                OLD_WERKZEUG,
                distribution("connexion", "2.0", "werkzeug<2.3"),
                declared=(*PINNED, wanted("connexion")),
            )
        },
        {
            "dependencies": dependencies(
                distribution("flask-login", "0.6.2"), declared=(wanted("flask-login"),)
            ),
            "boot": boot(),
        },
        {
            "dependencies": dependencies(
                distribution("flask-login", "0.6.2"), declared=(wanted("flask-login"),)
            ),
            "boot": boot(outcome="raised", crash=crash()),
        },
        {
            "dependencies": dependencies(
                distribution("flask", "3.0.1", "werkzeug>=3.0.0"),
                distribution("flask-script", "2.0.6", "flask"),
                declared=(wanted("flask", "==3.0.1"), wanted("flask-script", "==2.0.6", 2)),
            ),
            "boot": boot(),
        },
        {name: fact for name, fact in with_tests().items() if name != "tests"},
        with_tests(),
        with_tests(replace(CLIENTLESS, library=None)),
        with_tests(replace(CLIENTLESS, library="flask_restx:9")),
        with_tests(replace(CLIENTLESS, type="TypeError")),
        with_tests(CLIENTLESS, flask=FLASK_233, declared=PINNED_233),
        with_tests(
            others=(distribution("werkzeug", "3.0.6"),), declared=(*PINNED_23, wanted("werkzeug", "<3.1"))
        ),
        with_tests(
            flask=FLASK_233,
            others=(distribution("werkzeug", "3.0.6"),),
            declared=PINNED_233,
        ),
    ],
    ids=[
        *(
            "of one time",
            "for Python 3.6 there is nothing newer that fails",
            "nor for an older one",
            "for Python 3.7 there is no Werkzeug 3",
            "it sets limits itself",
            "its Jinja2 has its limit too",
            "for Python 3.6 there is no such MarkupSafe",
            "for Python 3.8 there is no Werkzeug 3.1, which the client would fail with",
            "limited",
            "pinned",
            "free to be newer",
            "locked",
            "pinned to what fails, and not used",
            "constrained",
            "limited by another",
        ),
        *("installed and not used", "installed, and something else failed", "pinned and not used"),
        *("no suite ran", "the suite has no use for the client", "the project asks for it itself"),
        *("another library does", "for want of something else", "the first Flask without that need"),
        *("limited for the client's sake", "pinned to the first Flask without that need"),
    ],
)
def test_flask_werkzeug_incompatible_fine(given: Given) -> None:
    assert ask("flask-werkzeug-incompatible", given) == []


def test_flask_werkzeug_incompatible_does_not_apply() -> None:
    given = {"dependencies": Dependencies(())}
    assert ask("flask-werkzeug-incompatible", given) == [DoesNotApply("Flask is not installed here")]


def test_app_import_fails_leaves_the_crash_to_it() -> None:
    result = outcome(
        "app-import-fails",
        boot=boot(outcome="raised", crash=LOST),
        dependencies=dependencies(OLD_FLASK, declared=PINNED),
    )
    assert (result.outcome, result.reason) == (
        "skipped",
        "installed versions do not work together: flask-werkzeug-incompatible says which",
    )


POSTING = app(routes=[route("/send", "send", methods=("POST",))])
READS_FORM = source(form_reads=[at("app.py", 8)])
READ = "/send takes bodies, and a form is read at app.py:8"
HOLE = "a multipart body of one long line occupies a worker"
PRIVATE = "any site on the internet may send requests to the app in a private network"
ALLOWED = "the sites that CORS allows may also send requests to it in a private network"
CORS_FOR_ALL = app(extension_state=ExtensionState(cors_lets_anybody_in=True))
CORS_FOR_SOME = app(extension_state=ExtensionState(cors_lets_anybody_in=False))
MEMORY = "a multipart form takes several times the memory of its size"
UNPARTED = "without Vary: Cookie a caching proxy may give one user's session cookie to others"
LOOKED = "no Vary: Cookie where a view only looks whether a key is in the session"
SESSION = SessionUse("session", at("app.py", 7))
PERMANENT = source(permanent_sessions=[at("app.py", 7)], session_uses=[SESSION])
GUNICORN = Launch("gunicorn", "app:app", at("Procfile", 1))
UVICORN = replace(GUNICORN, worker_class="uvicorn.workers.UvicornWorker")
GEVENT = replace(GUNICORN, worker_class="gevent")
ROUTER = Proxy("the platform's router", 1, at("Procfile", 1))


def smuggles(why: str, severity: Severity) -> Found:
    hole = "CVE-2024-1135: a request can be smuggled past the proxy in front"
    return Found(
        f"gunicorn 19.9.0 has {hole}",
        "gunicorn",
        at("requirements.txt", 4),
        (f"{hole}; {why}",),
        fix="Ask for `gunicorn>=22.0.0` at requirements.txt:4.",
        severity=severity,
    )


def takes_memory(why: str, severity: Severity, which: str = "") -> Found:
    return Found(
        f"werkzeug 3.0.4{which} has CVE-2024-49767: {MEMORY}",
        "werkzeug",
        at("requirements.txt", 4),
        (f"CVE-2024-49767: {MEMORY}; {why}",),
        fix="Ask for `werkzeug>=3.0.6` at requirements.txt:4.",
        severity=severity,
    )


LOCKED = Requirement("werkzeug", "==3.0.4", at("uv.lock", 9))
CLOSED = "nothing here was seen to open it"


def vulnerable(name: str, version: str, **fields: Any) -> Given:
    one = distribution(name, version)
    declared = (wanted("flask"), wanted(name, f"=={version}", 4))
    return {"app": app(), "dependencies": dependencies(one, declared=declared), **fields}


@pytest.mark.parametrize(
    ("asked", "locked", "severity"),
    [
        ("==3.0.0", (), "error"),
        ("<3.0.6", (), "error"),
        ("", (), "warning"),
        (">=3", (), "warning"),
        (">=3", (wanted("werkzeug", "==3.0.0", 9),), "error"),
    ],
)
def test_a_hole_that_this_environment_alone_keeps(
    asked: str, locked: tuple[Requirement, ...], severity: str
) -> None:
    declared = (wanted("flask"), wanted("werkzeug", asked, 4))
    there = dependencies(distribution("werkzeug", "3.0.0"), declared=declared, locked=locked)
    given = {"app": POSTING, "source": READS_FORM, "dependencies": there}
    (found,) = ask("known-vulnerable-dependency", given)
    assert isinstance(found, Found)
    assert found.severity == severity


def test_removed_flask_api_of_names_that_a_module_does_not_have() -> None:
    here, there = at("marc.py", 85), at("marc.py", 99)
    lacks = (AbsentName("pymarc.marcxml.XMLWriter", "export", here), AbsentName("a_b.c", "other", there))
    given = {
        "app": app(absent_names=(*lacks, AbsentName("pymarc.marcxml.XMLWriter", "again", there))),
        "source": source(),
        "dependencies": dependencies(distribution("pymarc", "5.2.2")),
    }
    fix = "Look up what the installed version calls it, or install the one that has it."
    assert ask("removed-flask-api", given) == [
        Found(
            "export() takes XMLWriter of pymarc.marcxml, which has no such name in 5.2.2",
            "pymarc.marcxml.XMLWriter",
            here,
            ("again() at marc.py:99",),
            fix=fix,
            severity="warning",
        ),
        Found(
            "other() takes c of a_b, which has no such name", "a_b.c", there, (), fix=fix, severity="warning"
        ),
    ]


TOLD_THERE = "of which flask-werkzeug-incompatible tells"


def test_a_hole_of_a_version_that_the_next_install_leaves_behind() -> None:
    given = {"app": POSTING, "source": READS_FORM}
    of_flask = dependencies(OLD_FLASK, OLD_WERKZEUG, declared=PINNED)
    (found,) = [
        one
        for one in ask("known-vulnerable-dependency", {**given, "dependencies": of_flask})
        if isinstance(one, Found) and one.subject == "werkzeug"
    ]
    assert found.severity == "warning"
    assert found.evidence[-1] == f"the next install may take a newer werkzeug, {TOLD_THERE}"
    kept = dependencies(OLD_FLASK, OLD_WERKZEUG, declared=(*PINNED, wanted("werkzeug", "<2.1", 2)))
    (found,) = [
        one
        for one in ask("known-vulnerable-dependency", {**given, "dependencies": kept})
        if isinstance(one, Found) and one.subject == "werkzeug"
    ]
    assert found.severity == "error"


def pins(*requirements: Requirement, locked: tuple[Requirement, ...] = ()) -> Given:
    """Werkzeug 3.1.6 is installed, and the files of the release say something else."""
    there = dependencies(declared=(wanted("flask"), *requirements), locked=locked)
    return {"app": POSTING, "source": READS_FORM, "dependencies": there}


def brought_by(wants: str) -> Given:
    """Flask brings Werkzeug 3.0.4, and so does an extension, within limits of its own."""
    there = dependencies(
        distribution("flask-old", "1.0", wants),
        distribution("werkzeug", "3.0.4"),
        declared=(wanted("flask"), wanted("flask-old", "", 2)),
    )
    return {"app": POSTING, "source": READS_FORM, "dependencies": there}


@table(
    {
        "the pin is older than what is installed": (
            pins(wanted("werkzeug", "==3.0.4", 4)),
            [takes_memory(READ, "warning", ", which the next install takes,")],
        ),
        "the lock file is older than what is installed": (
            pins(wanted("werkzeug", ">=3", 4), locked=(LOCKED,)),
            [
                replace(
                    takes_memory(READ, "warning", ", which the next install takes,"),
                    place=LOCKED.place,
                    fix="Ask for `werkzeug>=3.0.6` at requirements.txt:4; then write uv.lock anew.",
                )
            ],
        ),
        "the lock file is one that the requirements rule out": (
            pins(wanted("werkzeug", ">=3.1", 4), locked=(LOCKED,)),
            [
                replace(
                    takes_memory(READ, "warning", ", which an install by uv.lock takes,"),
                    place=LOCKED.place,
                    fix="Write uv.lock anew from what the release is installed from, or remove it.",
                )
            ],
        ),
        "the lock file alone knows of it": (
            pins(locked=(LOCKED,)),
            [
                replace(
                    takes_memory(READ, "warning", ", which the next install takes,"),
                    place=LOCKED.place,
                    fix="No file asks for werkzeug itself: declare `werkzeug>=3.0.6` beside flask; "
                    "then write uv.lock anew.",
                )
            ],
        ),
        "an extension does not allow the fixed version": (
            brought_by("werkzeug>=2,<3"),
            [
                replace(
                    takes_memory(READ, "warning", ", which flask brings,"),
                    place=at("requirements.txt", 1),
                    fix="No file asks for werkzeug itself: declare `werkzeug>=3.0.6` beside flask, and with "
                    "it a newer flask-old.",
                )
            ],
        ),
        "an extension wants one that is newer still": (
            brought_by("werkzeug~=3.1"),
            [
                replace(
                    takes_memory(READ, "warning", ", which flask brings,"),
                    place=at("requirements.txt", 1),
                    evidence=(
                        f"CVE-2024-49767: {MEMORY}; {READ}",
                        "no file keeps a new install from werkzeug 3.0.6: this environment is older",
                    ),
                    fix="No file asks for werkzeug itself: declare `werkzeug>=3.0.6` beside flask.",
                )
            ],
        ),
        "nothing that is declared brings it": (
            {
                "app": POSTING,
                "source": READS_FORM,
                "dependencies": dependencies(distribution("werkzeug", "3.0.4"), declared=()),
            },
            [replace(takes_memory(READ, "warning"), place=NOWHERE, fix="Install werkzeug 3.0.6 or newer.")],
        ),
        "a route takes bodies": (
            vulnerable("werkzeug", "3.0.0", app=POSTING, source=READS_FORM),
            [
                Found(
                    f"werkzeug 3.0.0 has CVE-2023-46136: {HOLE}",
                    "werkzeug",
                    at("requirements.txt", 4),
                    (
                        f"CVE-2023-46136: {HOLE}; {READ}",
                        f"CVE-2024-49767: {MEMORY}; {READ}",
                    ),
                    fix="Ask for `werkzeug>=3.0.6` at requirements.txt:4.",
                    severity="error",
                )
            ],
        ),
        "the fixed version fails with what is there": (
            {
                "app": POSTING,
                "source": READS_FORM,
                "dependencies": dependencies(OLD_FLASK, distribution("werkzeug", "2.3.7"), declared=PINNED),
            },
            [
                Found(
                    f"flask 2.0.0 has CVE-2023-30861: {UNPARTED}",
                    "flask",
                    at("requirements.txt", 1),
                    (f"CVE-2023-30861: {UNPARTED}; {CLOSED}", f"GHSA-68rp-wp8r-4726: {LOOKED}; {CLOSED}"),
                    fix="Ask for `flask>=3.1.3` at requirements.txt:1.",
                    severity="info",
                ),
                Found(
                    f"werkzeug 2.3.7, which flask brings, has CVE-2023-46136: {HOLE}",
                    "werkzeug",
                    at("requirements.txt", 1),
                    (
                        f"CVE-2023-46136: {HOLE}; {READ}",
                        f"CVE-2024-49767: {MEMORY}; {READ}",
                        f"the next install may take a newer werkzeug, {TOLD_THERE}",
                    ),
                    fix="No file asks for werkzeug itself: declare `werkzeug>=3.0.6` beside flask, and with "
                    "it a newer flask.",
                    severity="warning",
                ),
            ],
        ),
        "fallback keys, and a second line chooses the version": (
            vulnerable("flask", "3.1.0", app=app(config=[config("SECRET_KEY_FALLBACKS", ["x"])])),
            [
                Found(
                    "flask 3.1.0 has CVE-2025-47278: "
                    "sessions are signed with the oldest of the fallback keys",
                    "flask",
                    at("requirements.txt", 4),
                    (
                        (
                            "CVE-2025-47278: sessions are signed with the oldest of the fallback keys; "
                            "SECRET_KEY_FALLBACKS is set"
                        ),
                        f"GHSA-68rp-wp8r-4726: {LOOKED}; {CLOSED}",
                    ),
                    fix="Ask for `flask>=3.1.3` at requirements.txt:4.",
                    severity="error",
                )
            ],
        ),
        "the size of a request is limited": (
            vulnerable(
                "werkzeug",
                "3.0.4",
                app=app(routes=POSTING.routes, config=[config("MAX_CONTENT_LENGTH", 1000)]),
                source=READS_FORM,
            ),
            [takes_memory(f"{READ}, up to MAX_CONTENT_LENGTH", "info")],
        ),
        "an extension reads forms": (
            vulnerable("werkzeug", "3.0.4", app=POSTING, source=source(imports=[imports("flask_wtf", 3)])),
            [takes_memory("/send takes bodies, and flask_wtf reads forms", "warning")],
        ),
        "permanent sessions": (
            vulnerable("flask", "2.2.4", source=PERMANENT),
            [
                Found(
                    f"flask 2.2.4 has CVE-2023-30861: {UNPARTED}",
                    "flask",
                    at("requirements.txt", 4),
                    (
                        f"CVE-2023-30861: {UNPARTED}; the session is made permanent at app.py:7",
                        f"GHSA-68rp-wp8r-4726: {LOOKED}; the session is used at app.py:7",
                    ),
                    fix="Ask for `flask>=3.1.3` at requirements.txt:4.",
                    severity="warning",
                )
            ],
        ),
        "several patterns of paths": (
            vulnerable("flask-cors", "5.0.1", app=app(extension_state=ExtensionState(cors_patterns=2))),
            [
                Found(
                    "flask-cors 5.0.1 has CVE-2024-6839: the rules for paths are matched in the wrong order",
                    "flask-cors",
                    at("requirements.txt", 4),
                    (
                        (
                            "CVE-2024-6839: the rules for paths are matched in the wrong order; "
                            "one CORS has rules for 2 patterns of paths"
                        ),
                    ),
                    fix="Ask for `flask-cors>=6.0.0` at requirements.txt:4.",
                    severity="warning",
                )
            ],
        ),
        "imported by the app": (
            vulnerable(
                "flask-cors", "4.0.0", app=CORS_FOR_ALL, source=source(imports=[imports("flask_cors", 3)])
            ),
            [
                Found(
                    f"flask-cors 4.0.0 has CVE-2024-6221: {PRIVATE}",
                    "flask-cors",
                    at("requirements.txt", 4),
                    (
                        f"CVE-2024-6221: {PRIVATE}; flask_cors is imported at app.py:3",
                        f"CVE-2024-6839: the rules for paths are matched in the wrong order; {CLOSED}",
                    ),
                    fix="Ask for `flask-cors>=6.0.0` at requirements.txt:4.",
                    severity="warning",
                )
            ],
        ),
        "of sites that the app names": (
            vulnerable(
                "flask-cors", "4.0.1", app=CORS_FOR_SOME, source=source(imports=[imports("flask_cors", 3)])
            ),
            [
                Found(
                    f"flask-cors 4.0.1 has CVE-2024-6221: {ALLOWED}",
                    "flask-cors",
                    at("requirements.txt", 4),
                    (
                        f"CVE-2024-6221: {ALLOWED}; flask_cors is imported at app.py:3",
                        f"CVE-2024-6839: the rules for paths are matched in the wrong order; {CLOSED}",
                    ),
                    fix="Ask for `flask-cors>=6.0.0` at requirements.txt:4.",
                    severity="info",
                )
            ],
        ),
        "asked for by the release": (
            vulnerable("gunicorn", "19.9.0"),
            [smuggles("the requirements of the release ask for it", "warning")],
        ),
        "started behind a proxy": (
            vulnerable("gunicorn", "19.9.0", deploy=Deploy(launches=(GUNICORN,), proxies=(ROUTER,))),
            [smuggles("Procfile:1 starts it behind the platform's router (Procfile:1)", "error")],
        ),
        "started, and no proxy seen": (
            vulnerable("gunicorn", "19.9.0", deploy=Deploy(launches=(GUNICORN,))),
            [smuggles("Procfile:1 starts it, and no proxy was seen", "warning")],
        ),
        "with a worker that uses gunicorn's parser": (
            vulnerable("gunicorn", "19.9.0", deploy=Deploy(launches=(GEVENT,))),
            [smuggles("Procfile:1 starts it, and no proxy was seen", "warning")],
        ),
        "once with a parser of its own, once without": (
            vulnerable("gunicorn", "19.9.0", deploy=Deploy(launches=(UVICORN, GUNICORN), proxies=(ROUTER,))),
            [smuggles("Procfile:1 starts it behind the platform's router (Procfile:1)", "error")],
        ),
        "with a parser of its own": (
            vulnerable("gunicorn", "19.9.0", deploy=Deploy(launches=(UVICORN,), proxies=(ROUTER,))),
            [
                smuggles(
                    "Procfile:1 starts it, and its worker uvicorn.workers.UvicornWorker reads the requests "
                    "by itself",
                    "info",
                )
            ],
        ),
    }
)
def test_known_vulnerable_dependency_faulty(given: Given, says: list[Any]) -> None:
    assert ask("known-vulnerable-dependency", given) == says


@pytest.mark.parametrize(
    "given",
    [
        vulnerable("werkzeug", "3.0.6", app=POSTING, source=READS_FORM),
        pins(wanted("werkzeug", ">=2", 4)),
        pins(wanted("werkzeug", "==3.0.4", 4), wanted("werkzeug", "==3.1.6", 5)),
        pins(wanted("werkzeug", "==3.0.4", 4, stage="development")),
        pins(wanted("werkzeug", "==3.0.4", 4, located=True)),
        pins(wanted("werkzeug", "===of-our-own", 4)),
        pins(locked=(wanted("werkzeug", "==3.0.4", 4), wanted("werkzeug", "==3.1.6", 9))),
        {"app": app(), "dependencies": dependencies(distribution("gunicorn", "19.9.0"))},
        vulnerable(
            "gunicorn", "19.9.0", deploy=Deploy(launches=(Launch("uwsgi", "app:app", at("run.sh", 9)),))
        ),
    ],
    ids=[
        "fixed",
        "a range, of which the newest is taken",
        "another file pins what is installed",
        "pinned for developers",
        "from another place",
        "no version at all",
        "locked for another Python",
        "not in the release",
        "another server is started",
    ],
)
def test_known_vulnerable_dependency_fine(given: Given) -> None:
    assert ask("known-vulnerable-dependency", given) == []


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (vulnerable("werkzeug", "2.0.0", source=READS_FORM), "CVE-2023-25577"),
        (vulnerable("werkzeug", "2.0.0", app=POSTING, source=source()), "CVE-2023-25577"),
        (
            vulnerable("werkzeug", "2.0.0", app=POSTING, source=source(form_reads=[at("other_app.py", 1)])),
            "CVE-2023-25577",
        ),
        (
            vulnerable("werkzeug", "3.0.4", app=POSTING, source=source(imports=[imports("wtforms", 3)])),
            "CVE-2024-49767",
        ),
        (vulnerable("flask", "3.1.0"), "CVE-2025-47278"),
        (
            vulnerable("flask", "3.1.1", app=app(config=[config("SECRET_KEY_FALLBACKS", ["x"])])),
            "GHSA-68rp-wp8r-4726",
        ),
        (vulnerable("flask", "3.1.2", source=source(session_uses=[SESSION])), "GHSA-68rp-wp8r-4726"),
        (vulnerable("flask", "2.2.4", source=source(session_uses=[SESSION])), "GHSA-68rp-wp8r-4726"),
        (
            vulnerable(
                "flask",
                "2.2.4",
                app=app(config=[config("SESSION_REFRESH_EACH_REQUEST", False)]),
                source=PERMANENT,
            ),
            "GHSA-68rp-wp8r-4726",
        ),
        (
            vulnerable("flask-cors", "5.0.1", source=source(imports=[imports("flask_cors", 3)])),
            "CVE-2024-6839",
        ),
        (
            vulnerable("flask-cors", "3.0.10", source=source(imports=[imports("flask_cors", 3)])),
            "CVE-2024-6839",
        ),
        (
            vulnerable("flask", "2.2.4", source=replace(PERMANENT, session_hooks=(at("auth.py", 57),))),
            "GHSA-68rp-wp8r-4726",
        ),
        (
            vulnerable("flask-cors", "5.0.1", app=app(extension_state=ExtensionState(cors_patterns=1))),
            "CVE-2024-6839",
        ),
        (vulnerable("jinja2", "3.1.2"), "CVE-2025-27516"),
    ],
    ids=[
        "no bodies",
        "json only",
        "forms of another app",
        "reads what it is handed",
        "no fallbacks",
        "fixed fallbacks",
        "a session, and no cache",
        "no permanent sessions",
        "sessions are not refreshed",
        "decorators alone",
        "before Flask-CORS knew of private networks",
        "every request uses the session",
        "one rule for all paths",
        "rare",
    ],
)
def test_known_vulnerable_dependency_that_nothing_opens(given: Given, told: str) -> None:
    (found,) = ask("known-vulnerable-dependency", given)
    assert (found.severity, found.message.split(":")[0].split()[-1]) == ("info", told)


def test_known_vulnerable_dependency_does_not_apply() -> None:
    given = {"app": POSTING, "dependencies": dependencies(own_interpreter=False, declared=(wanted("redis"),))}
    reason = "releasecheck's own Python was judged: name the app's with --python PATH"
    assert ask("known-vulnerable-dependency", given) == [DoesNotApply(reason)]


SENDING = "flask.send_file(attachment_filename=)"
HOOK = "Flask.before_first_request"
HASHED = 'werkzeug.security.generate_password_hash(method="sha256")'


def using(*found: Any, **fields: Any) -> Given:
    return {"app": app(), "source": source(api_uses=found), "dependencies": dependencies(**fields)}


@table(
    {
        "gone from what is installed": (
            using(uses(SENDING, 9), uses(SENDING, 20)),
            [
                Found(
                    f"{SENDING} is gone: flask 3.1.3 does not have it",
                    SENDING,
                    at("app.py", 9),
                    (f"{SENDING} at app.py:9", f"{SENDING} at app.py:20"),
                    fix="Use download_name=.",
                )
            ],
        ),
        "set without a word": (
            using(uses("Flask.json_encoder", 5, lazy=False)),
            [
                Found(
                    "Flask.json_encoder is set and nobody reads it: flask 3.1.3 does not have it",
                    "Flask.json_encoder",
                    at("app.py", 5),
                    fix="Use app.json, a flask.json.provider.JSONProvider.",
                )
            ],
        ),
        "gone at the next install": (
            {
                **using(uses(HOOK, 5, lazy=False)),
                "dependencies": dependencies(distribution("flask", "2.2.5"), declared=(wanted("flask"),)),
            },
            [
                Found(
                    f"{HOOK} is gone: "
                    "the next install may take flask 2.3, which does not have it (2.2.5 here)",
                    HOOK,
                    at("app.py", 5),
                    fix="Use the factory, or a command of the CLI.",
                )
            ],
        ),
        "of another library": (
            {
                **using(uses("PyPDF2.PdfFileReader", 38)),
                "dependencies": dependencies(distribution("pypdf2", "3.0.1")),
            },
            [
                Found(
                    "PyPDF2.PdfFileReader is gone: pypdf2 3.0.1 does not have it",
                    "PyPDF2.PdfFileReader",
                    at("app.py", 38),
                    fix="Use PyPDF2.PdfReader.",
                    severity="warning",
                )
            ],
        ),
        "refused in a view after the next install": (
            {
                **using(uses(HASHED, 38)),
                "dependencies": dependencies(
                    distribution("werkzeug", "2.3.8"), declared=(wanted("werkzeug", ">=2"),)
                ),
            },
            [
                Found(
                    f"{HASHED} is gone: "
                    "the next install may take werkzeug 3.0, which does not have it (2.3.8 here)",
                    HASHED,
                    at("app.py", 38),
                    fix='Use no method at all, or "pbkdf2:sha256".',
                    severity="warning",
                )
            ],
        ),
        "a hash that is quickly guessed, where the version is pinned": (
            {
                **using(uses(HASHED, 38)),
                "dependencies": dependencies(
                    distribution("werkzeug", "2.3.8"), declared=(wanted("werkzeug", "==2.3.8"),)
                ),
            },
            [
                Found(
                    f"{HASHED} makes hashes that are quickly guessed: gone in Werkzeug 3.0",
                    HASHED,
                    at("app.py", 38),
                    fix='Use no method at all, or "pbkdf2:sha256".',
                    severity="warning",
                )
            ],
        ),
    }
)
def test_removed_flask_api_faulty(given: Given, says: list[Any]) -> None:
    assert ask("removed-flask-api", given) == says


OF_ITS_TIME = distribution("flask", "2.2.5")


@pytest.mark.parametrize(
    "given",
    [
        using(),
        {
            **using(uses(HOOK)),
            "dependencies": dependencies(
                OF_ITS_TIME, declared=(wanted("flask"),), python=ReleasePython("3.7", at("runtime.txt", 1))
            ),
        },
        using(uses("flask.Markup", conditional=True)),
        using(uses("flask.Markup", lazy=False)),
        using(uses("markupsafe.soft_unicode")),
        {**using(uses(SENDING)), "app": app(modules=["other.py"])},
        {
            **using(uses(HOOK)),
            "dependencies": dependencies(OF_ITS_TIME, declared=(wanted("flask", "==2.2.5"),)),
        },
        {
            **using(uses(HOOK)),
            "dependencies": dependencies(OF_ITS_TIME, declared=(wanted("flask"),), locks=("uv.lock",)),
        },
    ],
    ids=[
        "none",
        "too old a Python",
        "guarded",
        "left to the import",
        "not installed",
        "not imported",
        "pinned",
        "locked",
    ],
)
def test_removed_flask_api_fine(given: Given) -> None:
    assert ask("removed-flask-api", given) == []


def test_removed_flask_api_does_not_apply() -> None:
    assert outcome("removed-flask-api").outcome == "skipped"
