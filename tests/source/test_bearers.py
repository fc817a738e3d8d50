"""Tokens that sign somebody in: in what is printed or logged, and in a query string."""

import pytest

from tests.source.conftest import Index

IMPORTS = (
    "import logging, jwt, flask\nfrom flask import request, current_app as app\n"
    "from flask_jwt_extended import create_access_token\n"
)
HEADER = ["the Authorization header"]


def noted(index: Index, body: str, name: str = "login") -> list[str]:
    lines = "\n".join(f"    {line}" for line in body.split("\n"))
    return [one.what for one in index(f"{IMPORTS}\ndef {name}(user, key):\n{lines}\n").facts.logged_tokens]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("print(request.headers['Authorization'])", HEADER),
        ("print('Token:', request.headers.get('Authorization'))", HEADER),
        ("token = request.headers['Authorization'].split(' ')[1]\nprint('Token:', token)", HEADER),
        ("auth = flask.request.headers.get('x-access-token') or ''\napp.logger.info('%s', auth)", HEADER),
        ("a = request.headers.get('Authorization')\nt = a.replace('Bearer ', '')\nprint(f'got {t}')", HEADER),
        ("a = request.headers.get('Authorization')\nt = a[7:] if a else None\nprint(t)", HEADER),
        (
            "access_token = create_access_token(user.id)\nlogging.info(f'for {access_token}')",
            ["access_token"],
        ),
        ("t = jwt.encode({'exp': 1}, key)\nprint(t)", ["t"]),
        ("t = jwt.encode({'exp': 1}, key).decode('utf-8')\nprint(t)", ["t"]),
        ("print(create_access_token(user.id))", ["a token"]),
        ("t = request.headers['Authorization']\nif user:\n    t = mask(t)\nprint(t)", HEADER),
        ("t = request.headers['Authorization']\nt = t.split(' ')[1]\nprint(t)", HEADER),
        ("t = ''\nif key:\n    t = request.headers['Authorization']\nprint(t)", HEADER),
        ("refresh_token = answer.json()['refresh_token']\nprint(refresh_token)", ["refresh_token"]),
    ],
)
def test_logged(index: Index, body: str, says: list[str]) -> None:
    assert noted(index, body) == says


@pytest.mark.parametrize(
    "body",
    [
        "token = request.headers['Authorization']\napp.logger.debug(token)",
        "token = request.headers['Authorization']\nprint(len(token), bool(token), token is None)",
        "token = request.headers['Authorization']\nprint(token[:6], token[-4:], token.split(' ')[0])",
        "print(request.headers.get('User-Agent'), request.headers['Content-Type'])",
        "headers = {'Authorization': key}\nprint(headers.get('Accept'))",
        "token = jwt.encode({'exp': 1}, key)\nreturn {'token': token}",
        "data = jwt.decode(request.headers['Authorization'], key)\nprint(data)",
        "csrf_token = make()\nprint(csrf_token)",
        "page.print(request.headers['Authorization'])",
        "print('access_token')",
        "auth = request.headers['Authorization']\nauth = mask(auth)\nlogging.info('%s', auth)",
        "access_token = create_access_token(user.id)\naccess_token = mask(access_token)\nprint(access_token)",
        "access_token = create_access_token(user.id)\naccess_token = access_token[:4]\nprint(access_token)",
        "token = request.headers['Authorization']\ntoken = user.name\nprint(token)",
    ],
)
def test_not_logged(index: Index, body: str) -> None:
    assert noted(index, body) == []


@pytest.mark.parametrize(
    "written",
    [
        "print(jwt.encode({'exp': 1}, 'k'))\n",
        "@app.cli.command('make-token')\ndef make():\n    access_token = new()\n    print(access_token)\n",
        "def main():\n    print(jwt.encode({'exp': 1}, 'k'))\nif __name__ == '__main__':\n    main()\n",
        "if __name__ == '__main__':\n    def show(jwt_token):\n        print(jwt_token)\n    show(new())\n",
    ],
)
def test_what_a_program_prints_for_itself(written: str, index: Index) -> None:
    assert index(IMPORTS + written).facts.logged_tokens == ()


def test_what_a_view_calls_beside_the_main_guard(index: Index) -> None:
    written = "def show():\n    print(create_access_token(1))\ndef view():\n    show()\n"
    assert len(index(f"{IMPORTS}{written}if __name__ == '__main__':\n    show()\n").facts.logged_tokens) == 1


GUARD = """
def token_required(f):
    def decorated(*args, **kwargs):
        token = {token}
        return f(jwt.decode(token, key, algorithms=["HS256"]))
    return decorated
"""
EITHER = "request.args.get('token')\n        if not token: token = request.headers.get('Authorization')"


@pytest.mark.parametrize(
    ("written", "found"),
    [
        (GUARD.format(token="request.args.get('token')"), 1),
        (GUARD.format(token="request.args['access_token']"), 1),
        (GUARD.format(token=EITHER), 1),
        (GUARD.format(token="request.headers['Authorization']"), 0),
        (GUARD.format(token="request.args.get('page')"), 0),
        ("def load_auth():\n    return jwt.decode(request.args.get('token'), key)", 1),
        ("def reset():\n    return jwt.decode(request.args.get('token'), key)", 0),
        ("class Auth:\n    def verify_reset(self):\n        jwt.decode(request.args.get('token'), key)", 0),
        (
            "@app.route('/invite')\ndef token_view():\n    return jwt.decode(request.args.get('token'), key)",
            0,
        ),
        ("def load_auth():\n    return b64.decode(request.args.get('token'), key)", 0),
    ],
)
def test_decoded_from_the_query(index: Index, written: str, found: int) -> None:
    assert len(index(IMPORTS + written).facts.query_tokens) == found
