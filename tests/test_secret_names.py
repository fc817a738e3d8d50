"""Which names and values are secrets."""

import pytest

from releasecheck.gather.inside import secret_names

SECRET = [
    "SECRET_KEY",
    "SECRET_KEY_FALLBACKS",
    "secret_key",
    "secretKey",
    "JWT_SECRET_KEY",
    "WTF_CSRF_SECRET_KEY",
    "SECURITY_PASSWORD_SALT",
    "MAIL_PASSWORD",
    "DB_PASS",
    "DB_PWD",
    "PGPASSWORD",
    "GITHUB_TOKEN",
    "STRIPE_API_KEY",
    "apiKey",
    "client-secret",
    "AWS_SECRET_ACCESS_KEY",
    "PASSWORD_RESET_SALT",
    "TOKEN_GITHUB",
    "SENHA_ADM",
    "contraseña",
]
NOT_SECRET = [
    "senha_hash",
    "",
    "DEBUG",
    "KEY",
    "PWD",
    "OLDPWD",
    "salt",
    "SESSION_KEY_PREFIX",
    "LLM_TOKEN_BUDGET_MONTH",
    "REDASH_PASSWORD_LOGIN_ENABLED",
    "JWT_ACCESS_TOKEN_EXPIRES",
    "JWT_TOKEN_LOCATION",
    "PASSWORD_RESET_URL",
    "password_field",
    "token_type",
    "PASSWORD_HASH",
    "AWS_ACCESS_KEY_ID",
    "RECAPTCHA_PUBLIC_KEY",
    "SECRET_FILE",
    "USE_TOKEN",
    "invalid_password",
    "bypass",
    "compass",
    "secretary",
    "MAX_TOKENS",
    "input_tokens",
    "next_page_token",
    "TOKEN_KEY",
]


@pytest.mark.parametrize("name", SECRET)
def test_a_secret_looking_name(name: str) -> None:
    assert secret_names.is_secret_name(name)


@pytest.mark.parametrize("name", NOT_SECRET)
def test_a_name_about_something_else(name: str) -> None:
    assert not secret_names.is_secret_name(name)


@pytest.mark.parametrize(
    "value",
    [
        "dev",
        b"dev",
        "you will never guess",
        "4f0c9a",
        "Ab/cd+ef==",
        "postgresql://shop:hunter2@db/shop",
        "/Tq3xV9",
    ],
)
def test_a_value_that_can_be_a_secret(value: object) -> None:
    assert secret_names.can_be_secret(value)


@pytest.mark.parametrize(
    "value",
    [
        *["", "  ", b"", "0", "3.5", "-1", "true", "False", "none", "bearer", "csrf_token"],
        *[
            "https://example.org/login",
            "sqlite:///app.db",
            "/auth/reset",
            "./keys/id",
            "${SECRET}",
            "$SECRET",
        ],
        *["********", "Updated.", "${{ secrets.A }}", "{% if a %}{{ b }}{% endif %}"],
        *["$SECRET", "{{ secret }}", "{secret}", "<your key>", "%(secret)s", "postgresql://shop@db/shop"],
        *[None, 7, True, ["x"]],
    ],
)
def test_a_value_that_cannot(value: object) -> None:
    assert not secret_names.can_be_secret(value)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("postgresql://shop:hunter2@db/shop", ["hunter2"]),
        ("redis://:hunter2@cache:6379/0", ["hunter2"]),
        ("https://ghp0123456789ab@git.example/x.git", ["ghp0123456789ab"]),
        ("a http://u:p@h/ and ftp://v:q@i/", ["p", "q"]),
        ("ssh://git@git.example/x.git", []),
        ("postgresql://shop:${PASSWORD}@db/shop", []),
        ("https://example.org/a:b@c", []),
        (b"postgresql://shop:hunter2@db/shop", []),
        ("mysql+pymysql://web@@9:web##9@localhost/events", ["web##9"]),  # as SQLAlchemy takes it
        ("ssh://git@git.example:2222/x.git", []),
        ("postgresql://shop:None@db/shop", []),  # what f"{os.getenv('PASSWORD')}" makes without it
    ],
)
def test_credentials_in_urls(text: object, found: list[str]) -> None:
    assert list(secret_names.credentials_in(text)) == found


@pytest.mark.parametrize(
    ("name", "value", "secret"),
    [
        ("SECRET_KEY", "dev", True),
        ("DATABASE_URL", "postgresql://shop:hunter2@db/shop", True),
        ("DATABASE_URL", "postgresql://db/shop", False),
        ("MAX_TOKENS", "40", False),
        ("TITLE", "dev", False),
    ],
)
def test_name_and_value_together(name: str, value: str, secret: bool) -> None:
    assert secret_names.is_secret(name, value) is secret


@pytest.mark.parametrize(
    ("value", "recognisable"),
    [
        ("hunter2", True),
        ("you will never guess", True),
        ("dev", False),
        ("Password", False),
        ("your", False),
        ("12345", False),
    ],
)
def test_values_that_can_be_hidden_wherever_they_turn_up(value: str, recognisable: bool) -> None:
    assert secret_names.is_recognisable(value) is recognisable
