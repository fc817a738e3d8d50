"""Functions of the project that check the CSRF token, and what they let pass."""

import pytest

from releasecheck.facts import Place
from releasecheck.facts.views import CsrfCheck, CsrfGap
from tests.source.conftest import Index

IMPORTS = "from flask import Flask, abort, request, session\napp = Flask(__name__)\n"
REFUSES = "session['csrf_token'] != request.form['csrf_token']"


SENT = "sent = request.form.get('csrf_token')"
DIFFERS = "if sent != session['csrf_token']: abort(403)"
REFUSE = f"if {REFUSES}: abort(403)"


def checker(*lines: str, above: str = "") -> str:
    return f"{IMPORTS}{above}def check():\n" + "".join(f"    {line}\n" for line in lines)


def gaps(index: Index, source: str) -> list[CsrfGap | None]:
    return [one.gap for one in index(source).facts.csrf_checks]


@pytest.mark.parametrize(
    ("source", "names"),
    [
        (checker(REFUSE), ["check"]),
        (checker(f"return {REFUSES}"), ["check"]),
        (f"{IMPORTS}def check_csrf(): ...\n", ["check_csrf"]),
        (f"{IMPORTS}import guards\ndef page():\n    guards.check_csrf()\n", ["page"]),
        (
            checker(f"if {REFUSES}: abort(403)") + "def save():\n    check()\ndef page():\n    save()\n",
            ["check", "save", "page"],
        ),
        (f"{IMPORTS}def token():\n    session['csrf_token'] = '1'\n", []),
        (f"{IMPORTS}def page():\n    return request.form['csrf_token']\n", []),
        (f"{IMPORTS}def same(a, b):\n    return a == b\n", []),
    ],
)
def test_functions_that_check(index: Index, source: str, names: list[str]) -> None:
    assert [one.function for one in index(source).facts.csrf_checks] == names


def test_where_it_is(index: Index) -> None:
    source = checker(REFUSE, above="@app.before_request\n")
    assert index(source).facts.csrf_checks == (CsrfCheck("check", Place("app.py", 4, 1)),)


@pytest.mark.parametrize(
    ("lines", "lacks", "line"),
    [
        (("if not request.form:", "    return", REFUSE), "form", 4),
        (
            (
                "if 'user_id' not in session or not request.form:",
                "    return None",
                REFUSE,
            ),
            "form",
            4,
        ),
        ((f"if request.form and {REFUSES}: abort(403)",), "form", 4),
        (("if 'csrf_token' not in request.form:", "    return", REFUSE), "token", 4),
        ((f"if 'csrf_token' in request.form and {REFUSES}: abort(403)",), "token", 4),
        ((SENT, "if not sent:", "    return", DIFFERS), "token", 5),
        (
            (SENT, "if sent is None:", "    return", DIFFERS),
            "token",
            5,
        ),
        ((SENT, "if sent and sent != session['csrf_token']: abort(403)"), "token", 5),
        ((SENT, "if sent is not None and sent != session['csrf_token']: raise ValueError"), "token", 5),
        (
            (
                "if request.method == 'POST':",
                "    if not request.form.get('csrf_token'):",
                "        return",
                f"    if {REFUSES}: abort(403)",
            ),
            "token",
            5,
        ),
    ],
)
def test_what_lets_a_request_pass(index: Index, lines: tuple[str, ...], lacks: str, line: int) -> None:
    (gap,) = gaps(index, checker(*lines))
    assert gap is not None
    assert (gap.lacks, gap.place.line) == (lacks, line)


@pytest.mark.parametrize(
    "lines",
    [
        (REFUSE,),
        (SENT, "if not sent or sent != session['csrf_token']: abort(403)"),
        (SENT, "if not sent: abort(400)", "if sent and sent != session['csrf_token']: abort(403)"),
        ("if request.method == 'GET':", "    return", REFUSE),
        ("if request.method == 'GET' and not request.form:", "    return", REFUSE),
        ("if 'user_id' not in session:", "    return", REFUSE),
        ("kept = session.get('csrf_token')", "if not kept:", "    return", REFUSE),
        ("if not request.form:", "    return False", f"return {REFUSES}"),
        (SENT, "if not sent:", "    return", "return sent == session['csrf_token']"),
        (
            "if request.headers.get('Origin') in ALLOWED:",
            "    return",
            "if not request.form: return",
            REFUSES,
        ),
        (
            "if not request.form:",
            "    return",
            "if request.referrer != HERE: abort(400)",
            REFUSE,
        ),
    ],
)
def test_what_lets_none_pass(index: Index, lines: tuple[str, ...]) -> None:
    assert set(gaps(index, checker(*lines))) <= {None}
