"""What goes on as if nothing had failed."""

import pytest

from tests.source.conftest import Index

FAILS = "    except Exception:\n"
FLASK = "from flask import Flask\n"
TRIED = f"{FLASK}try:\n    from shop import create_app\n    app = create_app()\n"
EMPTY = "    app = Flask(__name__)\n"


@pytest.mark.parametrize(
    ("text", "made"),
    [
        (f"{TRIED}except Exception as e:\n    print(e)\n{EMPTY}", [("app", 7, False)]),
        (f"{TRIED}except:\n{EMPTY}", [("app", 6, False)]),
        (
            f"{TRIED}except Exception:\n{EMPTY}    @app.get('/')\n    def x():\n        return 'no', 503\n",
            [("app", 6, True)],
        ),
        (f"{TRIED}except Exception:\n{EMPTY}    raise\n", []),
        (f"{TRIED}except Exception:\n{EMPTY}    sys.exit(1)\n", []),
        (f"{TRIED}except AttributeError:\n{EMPTY}", []),
        (f"{TRIED}except Exception:\n    other = Flask(__name__)\n", []),
        (f"{FLASK}try:\n    import shop\nexcept ImportError:\n{EMPTY}", []),
        (
            f"{FLASK}def a():\n    try:\n        app = b()\n{FAILS}        app = Flask('x')\n",
            [],
        ),
    ],
)
def test_an_empty_app_in_place_of_the_real_one(
    text: str, made: list[tuple[str, int, bool]], index: Index
) -> None:
    found = index(text).facts.stand_in_apps
    assert [(one.name, one.place.line, one.refuses) for one in found] == made


PULSE = "        db.session.execute(text('SELECT 1'))\n        return True\n"


@pytest.mark.parametrize(
    ("body", "functions"),
    [
        (f"{PULSE}{FAILS}        log()\n        return True\n", ["is_up"]),
        (f"{PULSE}    except (OperationalError, TimeoutError):\n        return True\n", ["is_up"]),
        ("        client.admin.command('ping')\n    except Exception:\n        return True\n", ["is_up"]),
        ("        redis.ping()\n    except Exception:\n        return True\n", ["is_up"]),
        (f"{PULSE}{FAILS}        return False\n", []),
        (
            f"{PULSE}{FAILS}        if late:\n            return False\n        return True\n",
            [],
        ),
        (f"{PULSE}{FAILS}        retry()\n", []),
        (f"{PULSE}    except KeyError:\n        return True\n", []),
        (
            f"{PULSE}    except OperationalError:\n        return False\n{FAILS}        return True\n",
            [],
        ),
        ("        db.session.execute(q)\n    except Exception:\n        return True\n", []),
    ],
)
def test_a_check_that_says_yes_whatever_happens(body: str, functions: list[str], index: Index) -> None:
    found = index(f"def is_up():\n    try:\n{body}").facts.hopeful
    assert [one.function for one in found] == functions
