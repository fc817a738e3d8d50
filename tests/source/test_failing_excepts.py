"""`except` blocks that read what an exception lacks when nothing answered."""

from textwrap import indent

import pytest

from tests.source.conftest import Index

IMPORTS = """\
import httpx
import requests
import urllib.error
from requests.exceptions import ConnectionError, HTTPError, RequestException, Timeout
from urllib.error import URLError
from urllib.request import urlopen
session = requests.Session()
"""
GET = "response = requests.get(u, timeout=3)\nresponse.raise_for_status()"


def failing(index: Index, handlers: str, tried: str = GET) -> list[tuple[str, str, int | None]]:
    """What one function's `except` blocks read, of what, and how far below `try`."""
    lines = f"try:\n{indent(tried, '    ')}\n{handlers}"
    source = f"{IMPORTS}def rates():\n{indent(lines, '    ')}\n"
    start = source[: source.index("try:")].count("\n") + 1
    return [
        (one.caught, one.read, (one.place.line or 0) - start) for one in index(source).facts.failing_excepts
    ]


@pytest.mark.parametrize(
    ("handlers", "found"),
    [
        ("except RequestException as e:\n    return e.response.text", "e.response.text"),
        ("except RequestException as e:\n    return {}, e.response.status_code", "e.response.status_code"),
        (
            "except (HTTPError, Timeout) as e:\n    log(e)\n    raise Gone(e.response.json())",
            "e.response.json",
        ),
        ("except ConnectionError as e:\n    return e.response.text", "e.response.text"),
        (
            "except Timeout:\n    pass\nexcept RequestException as e:\n    return e.response.text",
            "e.response.text",
        ),
        (
            "except HTTPError:\n    pass\nexcept RequestException as e:\n    return e.response.text",
            "e.response.text",
        ),
        (
            "except RequestException as e:\n    if e.response.status_code == 404:\n        return\n    raise",
            "e.response.status_code",
        ),
        (
            "except RequestException as e:\n    return e.response.text if e.response.ok else ''",
            "e.response.text",
        ),
        (
            "except RequestException as e:\n    a = e.response.text\n    if a:\n        return a",
            "e.response.text",
        ),
    ],
)
def test_a_response_that_is_none(index: Index, handlers: str, found: str) -> None:
    assert [read for _, read, _ in failing(index, handlers)] == [found]


@pytest.mark.parametrize(
    ("handlers", "tried", "found"),
    [
        (
            "except httpx.HTTPError as e:\n    return e.response.text",
            "httpx.get(u)",
            [("httpx.HTTPError", "e.response.text", 3)],
        ),
        (
            "except URLError as e:\n    return e.code",
            "urlopen(u, timeout=3)",
            [("urllib.error.URLError", "e.code", 3)],
        ),
        (
            "except urllib.error.HTTPError:\n    pass\nexcept URLError as e:\n    return e.read()",
            "urlopen(u, timeout=3)",
            [("urllib.error.URLError", "e.read", 5)],
        ),
        (
            "except requests.RequestException as e:\n    return e.response.text",
            "session.get(u)",
            [("requests.RequestException", "e.response.text", 3)],
        ),
        (
            "except requests.RequestException as e:\n    return e.response.text",
            "self.session.post(u)",
            [("requests.RequestException", "e.response.text", 3)],
        ),
    ],
)
def test_of_whom(index: Index, handlers: str, tried: str, found: list[tuple[str, str, int]]) -> None:
    assert failing(index, handlers, tried) == found


@pytest.mark.parametrize(
    "handlers",
    [
        "except HTTPError as e:\n    return e.response.text",  # it always has one
        "except RequestException as e:\n    return e.response.text if e.response else ''",
        "except RequestException as e:\n    return e.response.text if e.response is not None else ''",
        "except RequestException as e:\n    return e.response and e.response.text",
        "except RequestException as e:\n    if e.response is None:\n        raise\n    e.response.text",
        "except RequestException as e:\n    answer = e.response\n    return answer.text",
        "except RequestException as e:\n    return getattr(e.response, 'text', '')",
        "except RequestException as e:\n    if isinstance(e, HTTPError):\n        return e.response.text",
        "except RequestException as e:\n    code = hasattr(e, 'response') and e.response.status_code",
        "except RequestException as e:\n    if known:\n        return e.response.text",
        "except RequestException as e:\n    if 'time' in str(e):\n        raise\n    return e.response.text",
        "except RequestException as e:\n    try:\n        e.response.text\n    except X:\n        pass",
        "except RequestException as e:\n    return [lambda: e.response.text]",
        "except ConnectionError:\n    pass\nexcept RequestException as e:\n    return e.response.text",
        "except RequestException as e:\n    return str(e)",
        "except RequestException:\n    return e.response.text",
        "except Exception as e:\n    return e.response.text",  # of whatever has one
        "except ClientError as e:\n    return e.response['Error']",
        "except shop.RequestException as e:\n    return e.response.text",
    ],
)
def test_what_does_not_fail(index: Index, handlers: str) -> None:
    assert failing(index, handlers) == []


@pytest.mark.parametrize(
    ("handlers", "tried"),
    [
        ("except RequestException as e:\n    return e.response.text", "response.raise_for_status()"),
        ("except RequestException as e:\n    return e.response.text", "found = known.get(u)"),
        ("except httpx.HTTPStatusError as e:\n    return e.response.text", "httpx.get(u)"),
        (
            "except httpx.RequestError:\n    pass\nexcept httpx.HTTPError as e:\n    return e.response.text",
            "httpx.get(u)",
        ),
        ("except URLError as e:\n    return e.reason", "urlopen(u)"),
        ("except URLError as e:\n    if hasattr(e, 'code'):\n        return e.code", "urlopen(u)"),
        ("except urllib.error.HTTPError as e:\n    return e.code", "urlopen(u)"),
    ],
)
def test_what_has_an_answer(index: Index, handlers: str, tried: str) -> None:
    assert failing(index, handlers, tried) == []


def test_not_in_a_program_of_its_own(index: Index) -> None:
    source = f"{IMPORTS}if __name__ == '__main__':\n    try:\n{indent(GET, '        ')}\n"
    handler = "    except RequestException as e:\n        print(e.response.text)\n"
    assert index(source + handler).facts.failing_excepts == ()


@pytest.mark.parametrize(
    ("kind", "body", "told"),
    [
        ("RequestException", "return error.response.text, 502", True),
        (
            "requests.exceptions.RequestException",
            "if error.response.status_code == 404:\n        return ''",
            True,
        ),
        ("RequestException", "if error.response is not None:\n        return error.response.text", False),
        ("HTTPError", "return error.response.text", False),
        ("Exception", "return error.response.text", False),
        ("404", "return error.response.text", False),
    ],
)
def test_error_handlers(index: Index, kind: str, body: str, *, told: bool) -> None:
    source = f"{IMPORTS}@app.errorhandler({kind})\ndef away(error):\n    {body}\n"
    assert [one.place.line for one in index(source).facts.failing_excepts] == ([10] if told else [])
