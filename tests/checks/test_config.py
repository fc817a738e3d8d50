"""Switches of development and of tests in the config as booted."""

from dataclasses import replace
from typing import Any

import pytest

from releasecheck.facts import Place
from releasecheck.facts.alterations import Alteration
from releasecheck.facts.boot import DeployedVariable
from releasecheck.facts.deploy import Deploy, EnvFile
from releasecheck.facts.runs import Git
from releasecheck.facts.settings import ConfigAssignment
from releasecheck.findings import DoesNotApply, Found

from .build import (
    Given,
    app,
    ask,
    at,
    boot,
    config,
    deploy,
    env_read,
    found_in_config,
    image,
    launch,
    source,
    table,
    variable,
)
from .build_dependencies import imports


def configured(*values: Any, **fields: Any) -> Given:
    return {"app": app(config=values, **fields)}


DEBUG_BY_DEFAULT = config("DEBUG", False, is_default=True)
FROM_FLASKENV = configured(config("DEBUG", True, place=at(".flaskenv", 2), set_by="FLASK_DEBUG in .flaskenv"))
FLASK_RUN = launch(None, server="flask", place=at("Dockerfile", 7))


@table(
    {
        "in the config": (
            configured(config("DEBUG", True, set_by="from_object(config.Config)")),
            [
                found_in_config(
                    "DEBUG is True in the config as booted",
                    "DEBUG",
                    evidence=("set by from_object(config.Config)",),
                )
            ],
        ),
        "a text that means yes": (
            configured(config("DEBUG", "1")),
            [found_in_config("DEBUG is '1' in the config as booted", "DEBUG")],
        ),
        "by the call that production runs": (
            configured(config("DEBUG", True, set_by="run(debug=True)")),
            [
                found_in_config(
                    "DEBUG is True in the config as booted",
                    "DEBUG",
                    evidence=("set by run(debug=True)",),
                    fix="Leave `debug` out of the call, and turn it on where you develop: "
                    "`FLASK_DEBUG=1 flask run`. Better, let the deployment start a WSGI server such as "
                    "gunicorn instead.",
                )
            ],
        ),
        "from the environment": (
            configured(config("DEBUG", True, place=Place(), set_by="FLASK_DEBUG")),
            [
                found_in_config(
                    "DEBUG is True in the config as booted, by FLASK_DEBUG",
                    "DEBUG",
                    place=at("app.py", 1),
                    evidence=("set by FLASK_DEBUG",),
                )
            ],
        ),
        "a deploy file sets what the app reads otherwise": (
            {
                **configured(config("DEBUG", True)),
                "boot": boot(
                    deployed_otherwise=[
                        DeployedVariable("SECRET_KEY", "Dockerfile", None),
                        DeployedVariable("SHOP_ENV", "Dockerfile", "production"),
                    ]
                ),
            },
            [
                found_in_config(
                    "DEBUG is True in the config as booted",
                    "DEBUG",
                    evidence=("Dockerfile sets SHOP_ENV=production, which is not so here",),
                    fix="Judge it as deployed: `--set SHOP_ENV=production`.",
                    severity="warning",
                )
            ],
        ),
        "a deploy file sets what changes no mode": (
            {
                **configured(config("DEBUG", True)),
                "boot": boot(
                    deployed_otherwise=[
                        DeployedVariable("SECRET_CONFIG", "Dockerfile", None),
                        DeployedVariable("PORT", "Dockerfile", "80"),
                    ]
                ),
            },
            [found_in_config("DEBUG is True in the config as booted", "DEBUG")],
        ),
        "from .flaskenv, which is development's": (
            FROM_FLASKENV,
            [
                found_in_config(
                    "DEBUG is True in the config as booted, by FLASK_DEBUG in .flaskenv",
                    "DEBUG",
                    place=at(".flaskenv", 2),
                    evidence=("set by FLASK_DEBUG in .flaskenv",),
                    severity="warning",
                )
            ],
        ),
        "from the .flaskenv of an image that starts flask run": (
            {**FROM_FLASKENV, "deploy": deploy(images=[image(flaskenv=True)], launches=[FLASK_RUN])},
            [
                found_in_config(
                    "DEBUG is True in the image as well, by FLASK_DEBUG in .flaskenv",
                    "DEBUG",
                    place=at(".flaskenv", 2),
                    evidence=(
                        "Dockerfile:7 starts `flask run`, which reads the .flaskenv that the image takes in",
                    ),
                    fix="Keep .flaskenv out of the image (.dockerignore), and start a server such as "
                    "gunicorn in it.",
                )
            ],
        ),
        "Werkzeug's debugger": (
            configured(DEBUG_BY_DEFAULT, middleware=["ProxyFix", "DebuggedApplication"]),
            [
                found_in_config(
                    "the app is wrapped in Werkzeug's interactive debugger",
                    "DebuggedApplication",
                    place=at("app.py", 1),
                    evidence=("middleware: ProxyFix > DebuggedApplication",),
                    fix="Remove the DebuggedApplication wrapper; `FLASK_DEBUG=1 flask run` brings its own.",
                )
            ],
        ),
    }
)
def test_debug_on_faulty(given: Given, says: list[Found]) -> None:
    assert ask("debug-on", given) == says


@pytest.mark.parametrize(("path", "line"), [("app.py", 9), ("old.py", 1)])
def test_the_line_that_wraps_the_app_in_the_debugger(path: str, line: int) -> None:
    wraps = source(alterations=[Alteration("debugger", at(path, 9))])
    given = {**configured(DEBUG_BY_DEFAULT, middleware=["DebuggedApplication"]), "source": wraps}
    assert [one.place for one in ask("debug-on", given)] == [at("app.py", line)]


@pytest.mark.parametrize(
    "files",
    [
        deploy(images=[image()], launches=[FLASK_RUN]),
        deploy(launches=[launch(place=at("Procfile", 1)), launch("app.py", server="python")]),
        deploy(images=[image(flaskenv=True)], launches=[replace(FLASK_RUN, options=("--no-debug",))]),
        deploy(images=[image(flaskenv=True)], launches=[replace(FLASK_RUN, place=at("Procfile", 1))]),
        deploy(images=[image(flaskenv=True)], launches=[FLASK_RUN], variables=[variable("FLASK_DEBUG", "0")]),
        deploy(
            launches=[launch(place=at("compose.yaml", 3))],
            env_files=(EnvFile(".flaskenv", at("compose.yaml", 5)),),
        ),
    ],
    ids=[
        "left out",
        "a program beside",
        "--no-debug",
        "started elsewhere",
        "set in the image",
        "given to gunicorn by compose",
    ],
)
def test_a_flaskenv_that_no_release_reads_is_a_warning(files: Deploy) -> None:
    (debug,) = ask("debug-on", {**FROM_FLASKENV, "deploy": files})
    assert isinstance(debug, Found)
    assert debug.severity == "warning"


@pytest.mark.parametrize("server", ["gunicorn", "uwsgi", "waitress"])
def test_a_flaskenv_beside_a_server_that_does_not_read_it(server: Any) -> None:
    files = deploy(images=[image(flaskenv=True)], launches=[launch(server=server, place=at("Dockerfile", 7))])
    assert ask("debug-on", {**FROM_FLASKENV, "deploy": files}) == [
        Found(
            "DEBUG is True for `flask run` alone, by FLASK_DEBUG in .flaskenv: "
            f"{server}, which starts the release at Dockerfile:7, does not read that file",
            subject="DEBUG",
            place=at(".flaskenv", 2),
            evidence=("set by FLASK_DEBUG in .flaskenv",),
            fix="Keep it in a file that git ignores, or turn debug mode on by hand: "
            "`FLASK_DEBUG=1 flask run`.",
            severity="info",
        )
    ]


@pytest.mark.parametrize("file", [".env", "config/.env"])
def test_a_env_that_an_app_may_load_itself_is_a_warning_beside_a_server_too(file: str) -> None:
    value = config("DEBUG", True, place=at(file, 2), set_by=f"FLASK_DEBUG in {file}")
    given = {**configured(value), "deploy": deploy(launches=[launch(place=at("Procfile", 1))])}
    assert [one.severity for one in ask("debug-on", given)] == ["warning"]


@table(
    {
        "always": ([ConfigAssignment("DEBUG", at("app.py", 12), always=True, switch=True)], True),
        "and off again": (
            [
                ConfigAssignment("DEBUG", at("app.py", 12), always=True, switch=True),
                ConfigAssignment("DEBUG", at("app.py", 14), always=True, switch=False),
            ],
            False,
        ),
        "on a condition": ([ConfigAssignment("DEBUG", at("app.py", 12), switch=True)], False),
        "of a program beside": (
            [ConfigAssignment("DEBUG", at("old.py", 12), always=True, switch=True)],
            False,
        ),
        "another key": ([ConfigAssignment("TESTING", at("app.py", 12), always=True, switch=True)], False),
    }
)
def test_debug_on_that_outlasts_the_run_call(given: list[ConfigAssignment], says: bool) -> None:
    """`app.debug = True` at the top, and `app.run(debug=True)` at the end."""
    live = app(config=[config("DEBUG", True, set_by="run(debug=True)")], modules=["app.py"])
    [found] = ask("debug-on", {"app": live, "source": source(config_assignments=given)})
    assert found.evidence[1:] == (("app.py:12 turns it on too, without that call",) if says else ())


@pytest.mark.parametrize(
    "given",
    [
        configured(config("DEBUG", True, set_by="from_object(config.DevelopmentConfig)")),
        {
            **configured(
                config("DEBUG", True, set_by="from_object(config.DevelopmentConfig)"),
                config("PAGE", 9, set_by="from_pyfile(production.cfg)"),
            ),
            "source": source(),
        },
        {**configured(config("DEBUG", True, set_by="from_object(config.Config)")), "source": source()},
        {**configured(config("DEBUG", True, set_by="run(debug=True)")), "source": source()},
    ],
    ids=["the source is not known", "a config for production besides", "no name for development", "a call"],
)
def test_debug_on_is_told_where_nothing_else_does(given: Given) -> None:
    assert [one.subject for one in ask("debug-on", given)] == ["DEBUG"]


@pytest.mark.parametrize(
    ("reads", "evidence", "fix"),
    [
        (
            [env_read("FLASK_ENV", line=70)],
            ("FLASK_ENV, which is not set here, is asked for at config.py:70",),
            "Leave debug mode off where FLASK_ENV is not set.",
        ),
        (
            [env_read("SHOP_ENV", hit=True, line=7)],
            ("SHOP_ENV, as it is set here, is asked for at config.py:7",),
            None,
        ),
        ([env_read("SHOP_ENV", path="other.py")], (), None),
        ([env_read("SHOP_ENV"), env_read("SHOP_MODE")], (), None),
        ([env_read("SECRET_KEY")], (), None),
    ],
    ids=["unset", "set", "of another file", "two of them", "of no mode"],
)
def test_debug_on_names_the_variable_that_decides(reads: Any, evidence: Any, fix: str | None) -> None:
    given = configured(config("DEBUG", True, place=at("config.py", 20)))
    (found,) = ask("debug-on", {**given, "boot": boot(env_reads=reads)})
    assert isinstance(found, Found)
    assert (found.evidence, found.fix) == (evidence, fix)


def committed(value: str, *values: Any, file: str = ".flaskenv") -> Given:
    """An app of a project whose `.flaskenv` is in git, and sets FLASK_DEBUG."""
    setting = variable("FLASK_DEBUG", value, place=at(file, 2))
    git = Git("c" * 40, "main", dirty=False, tracked=(".flaskenv",))
    return {**configured(*values), "deploy": deploy(flask_settings=[setting]), "git": git}


def test_debug_on_of_a_committed_flaskenv_that_is_not_in_force() -> None:
    assert ask("debug-on", committed("1", DEBUG_BY_DEFAULT)) == [
        Found(
            "FLASK_DEBUG=1 is in git: whoever starts `flask run` in this folder is in debug mode",
            "FLASK_DEBUG",
            at(".flaskenv", 2),
            fix="Keep it in a file that git ignores, or turn debug mode on by hand: "
            "`FLASK_DEBUG=1 flask run`.",
            severity="info",
        )
    ]


def test_debug_on_of_a_flaskenv_is_told_once() -> None:
    live = config("DEBUG", True, place=at(".flaskenv", 2), set_by="FLASK_DEBUG in .flaskenv")
    assert [one.subject for one in ask("debug-on", committed("1", live))] == ["DEBUG"]


def test_debug_on_of_a_committed_flaskenv_that_outlasts_the_choice_of_a_config() -> None:
    given = {**committed("True", DEVELOPING), "source": source()}
    still, left = ask("debug-on", given)
    assert (still.subject, still.severity, still.place) == ("FLASK_DEBUG", "info", at(".flaskenv", 2))
    assert left == DoesNotApply(LEFT)
    off = {**committed("0", DEVELOPING), "source": source()}
    assert ask("debug-on", off) == [DoesNotApply(LEFT)]


@table(
    {
        "off": (configured(DEBUG_BY_DEFAULT), []),
        "switched off in .flaskenv": (committed("0", DEBUG_BY_DEFAULT), []),
        "in a .env that git does not have": (committed("1", DEBUG_BY_DEFAULT, file=".env"), []),
        "other middleware": (configured(DEBUG_BY_DEFAULT, middleware=["ProxyFix"]), []),
    }
)
def test_debug_on_fine(given: Given, says: list[Found]) -> None:
    assert ask("debug-on", given) == says


DEVELOPING = config("DEBUG", True, set_by="from_object(config.DevelopmentConfig)")
LEFT = "DEBUG comes with config.DevelopmentConfig, which dev-config-class-active tells"


@table(
    {
        "a text that means no is config-string-bool's": (configured(config("DEBUG", "False")), []),
        "the choice of a config is one cause": (
            {**configured(DEVELOPING), "source": source()},
            [DoesNotApply(LEFT)],
        ),
    }
)
def test_debug_on_does_not_apply(given: Given, says: list[Found]) -> None:
    assert ask("debug-on", given) == says


CHOSEN = config("TESTING", True, set_by="from_object(config.TestingConfig)")


def test_testing_flag_on_of_a_chosen_config() -> None:
    grave = config("LOGIN_DISABLED", True, set_by=CHOSEN.set_by)
    left, told = ask("testing-flag-on", {**configured(CHOSEN, grave), "source": source()})
    assert left == DoesNotApply(
        "TESTING comes with config.TestingConfig, which dev-config-class-active tells"
    )
    assert told.subject == "LOGIN_DISABLED"
    (active,) = ask("dev-config-class-active", {**configured(CHOSEN), "source": source()})
    assert (active.severity, active.evidence) == (None, ("TESTING is True",))
    release = config("X", 1, set_by="from_object(config.ProductionConfig)")
    (both,) = ask("testing-flag-on", {**configured(CHOSEN, release), "source": source()})
    assert both.subject == "TESTING"


BASE, PRODUCTION = at("config.py", 4), at("config.py", 20)


@pytest.mark.parametrize(("rule", "key"), [("debug-on", "DEBUG"), ("testing-flag-on", "TESTING")])
@pytest.mark.parametrize(
    ("setting", "told"),
    [
        # `class Base: TESTING = True`, `class Dev(Base)`, `class Prod(Base)`
        pytest.param([("Base", BASE)], True, id="in the base of both"),
        pytest.param([("Dev", BASE)], False, id="in the class that was chosen"),
        pytest.param([("DebugMixin", BASE)], False, id="in another for development"),
        pytest.param([("Base", BASE), ("Prod", PRODUCTION)], False, id="production takes it back"),
        pytest.param([("Base", BASE), ("TestConfig", PRODUCTION)], True, id="the tests set it again"),
        pytest.param([("Base", at("config.py", 9))], False, id="another line sets it"),
        pytest.param([(None, BASE)], False, id="in a module"),
    ],
)
def test_a_switch_of_a_base_class_is_told_by_itself(
    rule: str, key: str, setting: list[tuple[str, Place]], *, told: bool
) -> None:
    chosen = config(key, True, set_by="from_object(config.Dev)")
    files = source(config_assignments=[ConfigAssignment(key, place, owner) for owner, place in setting])
    (said,) = ask(rule, {**configured(chosen), "source": files})
    assert isinstance(said, Found) is told


def test_debug_on_of_a_flaskenv_beside_a_config_that_is_in_debug_mode() -> None:
    inside, beside = ask("debug-on", committed("1", config("DEBUG", True)))
    assert (inside.place, inside.severity) == (at("config.py", 4), None)
    assert (beside.place, beside.severity) == (at(".flaskenv", 2), "info")


@table(
    {
        "TESTING": (
            configured(config("TESTING", True)),
            [
                found_in_config(
                    "TESTING is True: exceptions pass the error handlers and extensions drop their guards",
                    "TESTING",
                    severity="error",
                )
            ],
        ),
        "LOGIN_DISABLED": (
            configured(config("LOGIN_DISABLED", True)),
            [
                found_in_config(
                    "LOGIN_DISABLED is True: login_required lets everybody in",
                    "LOGIN_DISABLED",
                    severity="error",
                )
            ],
        ),
        "PROPAGATE_EXCEPTIONS": (
            configured(config("PROPAGATE_EXCEPTIONS", True, place=Place(), set_by="assignment")),
            [
                found_in_config(
                    "PROPAGATE_EXCEPTIONS is True: exceptions pass the error handlers and reach the server",
                    "PROPAGATE_EXCEPTIONS",
                    place=at("app.py", 1),
                    evidence=("set by assignment",),
                    severity="warning",
                )
            ],
        ),
        "PROPAGATE_EXCEPTIONS past the app's own page for a 500": (
            configured(config("PROPAGATE_EXCEPTIONS", True), error_handlers=[":500", "shop:Exception"]),
            [
                found_in_config(
                    "PROPAGATE_EXCEPTIONS is True: exceptions pass the error handlers and reach the server",
                    "PROPAGATE_EXCEPTIONS",
                    severity="warning",
                )
            ],
        ),
        "PROPAGATE_EXCEPTIONS beside a library that leaves refusals to the app": (
            {
                **configured(config("PROPAGATE_EXCEPTIONS", True), extensions=["flask-jwt-extended"]),
                "source": source(imports=[imports("flask_smorest")]),
            },
            [
                found_in_config(
                    "PROPAGATE_EXCEPTIONS is True: exceptions pass the error handlers and reach the server",
                    "PROPAGATE_EXCEPTIONS",
                    severity="warning",
                )
            ],
        ),
        "CSRF protection switched off": (
            configured(config("WTF_CSRF_ENABLED", False), extensions=["csrf"]),
            [
                found_in_config(
                    "WTF_CSRF_ENABLED is False: forms take requests from other sites",
                    "WTF_CSRF_ENABLED",
                    severity="error",
                )
            ],
        ),
        "forms' own CSRF tokens switched off": (
            configured(config("WTF_CSRF_ENABLED", False)),
            [
                found_in_config(
                    "WTF_CSRF_ENABLED is False: forms take requests from other sites",
                    "WTF_CSRF_ENABLED",
                    severity="warning",
                )
            ],
        ),
        "the checks of CSRFProtect switched off": (
            configured(config("WTF_CSRF_CHECK_DEFAULT", False), extensions=["csrf"]),
            [
                found_in_config(
                    "WTF_CSRF_CHECK_DEFAULT is False: CSRFProtect checks no request by itself, and nothing "
                    "calls its protect()",
                    "WTF_CSRF_CHECK_DEFAULT",
                    severity="error",
                )
            ],
        ),
        "the limiter switched off, which leaves nothing of itself": (
            {
                **configured(config("RATELIMIT_ENABLED", False), modules=["app.py"]),
                "source": source(imports=[imports("flask_limiter")]),
            },
            [
                found_in_config(
                    "RATELIMIT_ENABLED is False: no limit is enforced", "RATELIMIT_ENABLED", severity="error"
                )
            ],
        ),
        "the limiter switched off": (
            configured(config("RATELIMIT_ENABLED", False), extensions=["limiter"]),
            [
                found_in_config(
                    "RATELIMIT_ENABLED is False: no limit is enforced", "RATELIMIT_ENABLED", severity="error"
                )
            ],
        ),
    }
)
def test_testing_flag_on_faulty(given: Given, says: list[Found]) -> None:
    assert ask("testing-flag-on", given) == says


@table(
    {
        "off": (configured(config("TESTING", False)), []),
        "exceptions that a handler takes before they could pass": (
            configured(config("PROPAGATE_EXCEPTIONS", True), error_handlers=[":Exception"]),
            [],
        ),
        "exceptions that Flask-JWT-Extended refuses with": (
            configured(config("PROPAGATE_EXCEPTIONS", True), extensions=["flask-jwt-extended"]),
            [],
        ),
        "exceptions for which Flask-RESTful asks nobody else": (
            {
                **configured(config("PROPAGATE_EXCEPTIONS", True), extensions=["flask-jwt-extended"]),
                "source": source(imports=[imports("flask_restful")]),
            },
            [],
        ),
        "an extension's own default": (configured(config("WTF_CSRF_ENABLED", False, is_default=True)), []),
        "the app checks what it chooses": (
            {
                **configured(config("WTF_CSRF_CHECK_DEFAULT", False), extensions=["csrf"]),
                "source": source(alterations=[Alteration("csrf-check", at("app.py", 20))]),
            },
            [],
        ),
        "no CSRFProtect to check by default": (configured(config("WTF_CSRF_CHECK_DEFAULT", False)), []),
        "on, as it should be": (configured(config("WTF_CSRF_ENABLED", True), extensions=["csrf"]), []),
    }
)
def test_testing_flag_on_fine(given: Given, says: list[Found]) -> None:
    assert ask("testing-flag-on", given) == says


@table(
    {
        "no limiter to switch off": (configured(config("RATELIMIT_ENABLED", False)), []),
        "a text that means no is config-string-bool's": (configured(config("TESTING", "False")), []),
    }
)
def test_testing_flag_on_does_not_apply(given: Given, says: list[Found]) -> None:
    assert ask("testing-flag-on", given) == says


def switch(value: Any, **fields: Any) -> Any:
    return config("SESSION_COOKIE_SECURE", value, default_type="bool", **fields)


@table(
    {
        "a text that means no": (
            configured(switch("no", set_by="from_object(config.Config)")),
            [
                found_in_config(
                    "SESSION_COOKIE_SECURE is the text 'no', which counts as true",
                    "SESSION_COOKIE_SECURE",
                    evidence=("set by from_object(config.Config)",),
                    severity="error",
                )
            ],
        ),
        "a key that the project reads itself": (
            {
                "app": app(
                    config=[config("JWT_COOKIE_SECURE", "no", default_type="bool")],
                    config_vocabulary={"flask": ()},
                ),
                "source": source(config_reads=["JWT_COOKIE_SECURE"]),
            },
            [
                found_in_config(
                    "JWT_COOKIE_SECURE is the text 'no', which counts as true",
                    "JWT_COOKIE_SECURE",
                    severity="error",
                )
            ],
        ),
        "a text that means yes": (
            configured(switch("true", place=Place())),
            [
                found_in_config(
                    "SESSION_COOKIE_SECURE is the text 'true', not a boolean: "
                    "it would count as true whatever it says",
                    "SESSION_COOKIE_SECURE",
                    place=at("app.py", 1),
                    severity="warning",
                )
            ],
        ),
    }
)
def test_config_string_bool_faulty(given: Given, says: list[Found]) -> None:
    assert ask("config-string-bool", given) == says


@pytest.mark.parametrize(
    ("key", "severity"),
    [
        ("SQLALCHEMY_TRACK_MODIFICATIONS", "warning"),
        ("JSON_SORT_KEYS", "warning"),
        ("SQLALCHEMY_ECHO", "error"),
        ("WTF_CSRF_CHECK_DEFAULT", "error"),
    ],
)
def test_what_does_no_harm_for_being_true(key: str, severity: str) -> None:
    value = config(key, "False", default_type="bool", reads_as="false")
    (found,) = ask("config-string-bool", configured(value))
    assert isinstance(found, Found)
    assert found.severity == severity


@table(
    {
        "a boolean": (configured(switch(False)), []),
        "an empty text is false": (configured(switch("")), []),
        "a text with a meaning of its own": (
            configured(config("SQLALCHEMY_ECHO", "debug", default_type="bool")),
            [],
        ),
        "a key that nobody reads": (
            {
                "app": app(
                    config=[config("JWT_COOKIE_SECURE", "true", default_type="bool"), switch(True)],
                    config_vocabulary={"flask": ("SESSION_COOKIE_SECURE",)},
                ),
                "source": source(),
            },
            [],
        ),
        "a text where texts belong": (
            configured(switch(True), config("SESSION_COOKIE_NAME", "no", default_type="str")),
            [],
        ),
    }
)
def test_config_string_bool_fine(given: Given, says: list[Found]) -> None:
    assert ask("config-string-bool", given) == says


@table(
    {
        "no known switch": (
            configured(config("GREETING", "no")),
            [DoesNotApply("no key of the config is known to be a boolean")],
        )
    }
)
def test_config_string_bool_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("config-string-bool", given) == says
