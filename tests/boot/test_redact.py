"""Secrets and control characters leave every quoted text; names and paths stay."""

import base64

import pytest

from releasecheck.gather.inside.redact import Redactor

SECRETS = ["hunter2", "s3cr3t/with+odd=chars", "correct horse battery staple", "quo\"ted'secret", "key"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("KeyError: 'hunter2'", "KeyError: '***'"),
        ("hunter22 and xhunter2", "hunter22 and xhunter2"),  # short: whole tokens only
        ("key", "key"),  # an ordinary word, and too short to be told from others
        ("<s3cr3t/with+odd=chars>", "<***>"),
        ("x=s3cr3t%2Fwith%2Bodd%3Dchars&", "x=***&"),
        ("czNjcjN0L3dpdGgrb2RkPWNoYXJz", "***"),
        ("Y29ycmVjdCBob3JzZSBiYXR0ZXJ5IHN0YXBsZQ==", "***=="),
        ("q=correct+horse+battery+staple", "q=***"),
        ("""'quo"ted\\'secret'""", "'***'"),
        ("quo&quot;ted&#x27;secret", "***"),
    ],
)
def test_known_secrets_in_all_their_forms(text: str, shown: str) -> None:
    assert Redactor(SECRETS)(text) == shown


def test_learned_later() -> None:
    redact = Redactor()
    assert redact("of swordfish-and-more") == "of swordfish-and-more"
    redact.learn(["swordfish-and-more"])
    assert redact("of swordfish-and-more") == "of ***"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql://bob:pw@db.example.com/x", "postgresql://***@db.example.com/x"),
        ("mysql://u:p@ss@host/db", "mysql://***@host/db"),
        ("redis://:pw@cache:6379/0", "redis://***@cache:6379/0"),
        ("amqp://u:a/b@host", "amqp://***@host"),
        ("https://token@example.com/", "https://***@example.com/"),
        (f"{'svn+' * 20}ssh://bob:pw@host", f"{'svn+' * 20}ssh://***@host"),
        (
            "https://example.com/a and mail to bob@example.com",
            "https://example.com/a and mail to bob@example.com",
        ),
        ("AKIAIOSFODNN7EXAMPLE", "***"),
        ("ghp_abcdefghijklmnop", "***"),
        ("sk_live_abcdefgh", "***"),
        ("Authorization: Bearer abc.def", "Authorization: Bearer ***"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIabc\n-----END RSA PRIVATE KEY----- end", "*** end"),
        ("session eyJhbGciOi.eyJzdWIi.abc", "session ***"),
    ],
)
def test_shapes_of_credentials(text: str, shown: str) -> None:
    assert Redactor()(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "a1b2c3d4e5f6",
        "correcthorse1x",
        "0x7f3a2b1c4d5e",
        "3f2a-9c81-77de",
        "AbCdEf123456+/=",
        "pa55word_in_text",
        "a" * 40 + "1x",
    ],
)
def test_long_tokens_of_letters_and_digits(text: str) -> None:
    shown = Redactor()(f"got '{text}' here")
    assert text not in shown
    assert "***" in shown


@pytest.mark.parametrize(
    "text",
    [
        "/srv/app/python3-venv/lib/module_name_v2.py",
        "No module named 'test_login_2.views'",
        "cannot import name 'create_app_v2' from 'pkg.submodule2.base'",
        "sqlalchemy.exc.OperationalError",
        "Working outside of application context.",
        "2026-10-18 12:00:00,123",
        "12345678901234567890",
        "url_for('user_profile_page2')",
    ],
)
def test_names_and_paths_stay(text: str) -> None:
    assert Redactor()(text) == text


@pytest.mark.timeout(10)
@pytest.mark.parametrize("text", ["deadbeef" * 100_000, "http://a," * 20_000])
def test_a_long_text_is_read_in_one_pass(text: str) -> None:
    assert Redactor()(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]8;;http://x\x07link\x1b]8;;\x07", "link"),
        ("a\x00b\x07c\x7f\x9b", "abc"),
        ("left\u202eright\u2066", "leftright"),
        ("lines\r\nand\ttabs\n", "lines\nand\ttabs\n"),
        ("caf\xe9 \u4f60\u597d", "caf\xe9 \u4f60\u597d"),
    ],
)
def test_controls(text: str, shown: str) -> None:
    assert Redactor()(text) == shown


SPELT = "swordfish-and-more"


@pytest.mark.parametrize(
    "text",
    [
        SPELT.encode().hex(),
        SPELT.encode().hex().upper(),
        SPELT[::-1],
        *(base64.b64encode(f"{'u' * length}:{SPELT}".encode()).decode() for length in range(4)),
    ],
)
def test_spellings_that_hide_from_the_eye(text: str) -> None:
    shown = Redactor([SPELT])(f"got {text} here")
    assert "***" in shown
    assert not any(text[start : start + 12] in shown for start in range(4, len(text) - 15))


@pytest.mark.parametrize("text", ["ENV_hunter2", "hunter2_id", "'hunter2'"])
def test_a_short_secret_in_a_name_of_parts(text: str) -> None:
    assert Redactor(SECRETS)(text) == text.replace("hunter2", "***")


def test_lines_of_a_long_secret() -> None:
    key = "BEGIN\nfirst line of words\nsecond line of words\nend\n"
    assert Redactor([key]).known("at 'second line of words' of end") == "at '***' of end"


def test_a_secret_that_no_encoding_has() -> None:
    assert Redactor(["lone\ud800surrogate"])("x") == "x"
