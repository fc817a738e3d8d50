"""Values of a type or form that Flask cannot work with."""

from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, config, secret, table

BROKEN = "every request that brings a session cookie answers 500"
KNOWN = {"flask": ("PERMANENT_SESSION_LIFETIME", "SECRET_KEY")}


@table(
    {
        "a text for a number": (
            {"app": app(config=[config("PERMANENT_SESSION_LIFETIME", "3600", unfit=BROKEN)])},
            [
                Found(
                    f"PERMANENT_SESSION_LIFETIME is '3600' (str): {BROKEN}",
                    "PERMANENT_SESSION_LIFETIME",
                    at("config.py", 4),
                )
            ],
        ),
        "with what set it": (
            {
                "app": app(
                    config=[
                        config(
                            "PERMANENT_SESSION_LIFETIME",
                            "3600",
                            unfit=BROKEN,
                            set_by="from_prefixed_env(FLASK)",
                        )
                    ],
                    config_vocabulary=KNOWN,
                )
            },
            [
                Found(
                    f"PERMANENT_SESSION_LIFETIME is '3600' (str): {BROKEN}",
                    "PERMANENT_SESSION_LIFETIME",
                    at("config.py", 4),
                    evidence=("set by from_prefixed_env(FLASK)",),
                )
            ],
        ),
        "a key that is a number is not shown": (
            {"app": app(config=[config("SECRET_KEY", 123456, secret=True, unfit="a key is a text")])},
            [Found("SECRET_KEY is of type int: a key is a text", "SECRET_KEY", at("config.py", 4))],
        ),
        "a tuple, with what everybody knows of its items": (
            {
                "app": app(
                    config=[config("SECRET_KEY", ("a", "b"), shown="tuple of length 2", unfit=BROKEN)],
                    secrets=[
                        secret("SECRET_KEY[0]", known="placeholder"),
                        secret("SECRET_KEY[1]"),
                        secret("MAIL_PASSWORD", known="placeholder", signing=False),
                    ],
                )
            },
            [
                Found(
                    f"SECRET_KEY is of type tuple: {BROKEN}",
                    "SECRET_KEY",
                    at("config.py", 4),
                    evidence=("SECRET_KEY[0] is a placeholder that anybody can guess",),
                )
            ],
        ),
        "a list": (
            {
                "app": app(
                    config=[
                        config("SERVER_NAME", ["a"], shown="list of length 1", unfit="every request fails")
                    ]
                )
            },
            [Found("SERVER_NAME is of type list: every request fails", "SERVER_NAME", at("config.py", 4))],
        ),
    }
)
def test_config_wrong_type_faulty(given: Given, says: list[Found]) -> None:
    assert ask("config-wrong-type", given) == says


@table(
    {
        "as it ought to be": ({"app": app(config=[config("MAX_CONTENT_LENGTH", 1000)])}, []),
        "of a newer Flask: told by config-key-ignored": (
            {
                "app": app(
                    config=[config("TRUSTED_HOSTS", "a,b", unfit="every request answers 400")],
                    config_vocabulary=KNOWN,
                )
            },
            [],
        ),
        "of an extension that is not loaded": (
            {
                "app": app(
                    config=[config("WTF_CSRF_TIME_LIMIT", "60", unfit="every form answers 500")],
                    config_vocabulary=KNOWN,
                )
            },
            [],
        ),
    }
)
def test_config_wrong_type_fine(given: Given, says: list[Found]) -> None:
    assert ask("config-wrong-type", given) == says


def test_config_wrong_type_does_not_apply() -> None:
    given = {"app": app(config=[config("DEBUG", False, is_default=True)])}
    assert ask("config-wrong-type", given) == [DoesNotApply("nothing is configured")]
