"""Calls of libraries that are given what they cannot take."""

import pytest

from .conftest import Index

HEAD = "from flask import Flask, request\nfrom flask_restful import abort\nfrom shop import db, Order\n"
ROWS = "rows = Order.query.filter_by(user=1).all()\n"
DELETED = ["db.session.delete(rows)"]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("abort(401, 'wrong')", ["abort()"]),
        (f"{ROWS}db.session.delete(rows)", DELETED),
        (f"{ROWS}if rows:\n    db.session.delete(rows)", DELETED),
        (f"{ROWS}db.session.add(rows)", ["db.session.add(rows)"]),
        ("db.session.delete(Order.query.all())", ["db.session.delete(….all())"]),
        ("rows: list = db.session.scalars(q).all()\ndb.session.delete(rows)", DELETED),
        # What they take:
        ("abort(401, message='wrong')", []),
        ("abort(401)", []),
        ("abort(*given)", []),
        (f"{ROWS}db.session.add_all(rows)", []),
        (f"{ROWS}for rows in rows:\n    db.session.delete(rows)", []),
        (f"{ROWS}rows = rows[0]\ndb.session.delete(rows)", []),
        (f"row = Order.query.first()\n{ROWS}db.session.delete(row)", []),
        ("rows = shelf.all()\ndb.session.delete(rows)", []),
        (f"{ROWS}cart.delete(rows)", []),
    ],
)
def test_calls_that_fail(index: Index, body: str, says: list[str]) -> None:
    lines = "\n".join(f"    {line}" for line in body.split("\n"))
    found = index(f"{HEAD}def drop():\n{lines}\n").facts.failing_calls
    assert [one.what for one in found] == says


@pytest.mark.parametrize("origin", ["flask", "flask_smorest", "flask_restx", "werkzeug.exceptions"])
def test_other_aborts_take_a_text(index: Index, origin: str) -> None:
    assert (
        index(f"from {origin} import abort\ndef drop():\n    abort(401, 'wrong')\n").facts.failing_calls == ()
    )


def test_the_view_that_it_stands_in(index: Index) -> None:
    source = f"{HEAD}app = Flask(__name__)\n@app.post('/')\ndef drop():\n    abort(401, 'wrong')\n"
    (found,) = index(source).facts.failing_calls
    assert (found.view.line, found.function, found.raises) == (6, "drop", "TypeError")


TOKENS = "from flask_jwt_extended import get_jwt, get_jwt_identity, jwt_required\n"
JTI = ('without a token get_jwt()["jti"]', "KeyError")
ID = ('without a token get_jwt_identity()["id"]', "TypeError")


@pytest.mark.parametrize(
    ("given", "body", "says"),
    [
        ("optional=True", "return get_jwt()['jti']", [JTI]),
        ("optional=True", "token = get_jwt()\nreturn token['jti']", [JTI]),
        ("optional=True", "return get_jwt_identity()['id']", [ID]),
        ("optional=True", "try:\n    get_jwt()['jti']\nexcept Exception:\n    abort(500)", [JTI]),
        ("optional=True", "try:\n    get_jwt()['jti']\nexcept KeyError:\n    return ''", []),
        ("", "return get_jwt()['jti']", []),
        ("optional=wanted", "return get_jwt()['jti']", []),
        ("optional=True", "return get_jwt().get('jti')", []),
        ("optional=True", "token = get_jwt()\nif token:\n    return token['jti']", []),
        ("optional=True", "if get_jwt_identity() is None:\n    return ''\nreturn get_jwt()['jti']", []),
        ("optional=True", "me = get_jwt_identity()\nreturn me and me['id']", []),
    ],
)
def test_tokens_that_need_not_be_there(
    index: Index, given: str, body: str, says: list[tuple[str, str]]
) -> None:
    lines = "\n".join(f"    {line}" for line in body.split("\n"))
    found = index(f"{TOKENS}@jwt_required({given})\ndef leave():\n{lines}\n").facts.failing_calls
    assert [(one.what, one.raises) for one in found] == says


MODEL = "from shop import db\nclass Profile(db.Model):\n    name = db.Column(db.String)\n"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("row.name = data['name'],", True),
        ("row.name = data['name'],\n    row.name = name,", True),  # once
        ("row.name = (data['name'],)", False),
        ("row.name = first, last", False),
        ("row.names = name,", False),
        ("self.name = name,", False),
        ("name = value,", False),
    ],
)
def test_a_comma_at_the_end(index: Index, body: str, *, told: bool) -> None:
    found = index(f"{MODEL}def save(row, data):\n    {body}\n    db.session.commit()\n").facts.failing_calls
    assert [(one.what, one.always, one.place.line) for one in found] == (
        [("`row.name = …,`", False, 5)] if told else []
    )


SET = "from flask import Flask\nfrom flask_restx import Resource\napp = Flask(__name__)\n"


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("@app.delete('/a')\ndef drop():\n    return {'Deleted'}", True),
        ("@app.delete('/a')\n@login_required\ndef drop():\n    return {'Deleted'}, 200", True),
        (
            "@ns.route('/a')\nclass A(Resource):\n    @ns.doc('x')\n    def get(self):\n        return {'x'}",
            True,
        ),
        ("@app.delete('/a')\ndef drop():\n    return {'Deleted': 1}", False),
        ("@app.delete('/a')\ndef drop():\n    return list({'Deleted'})", False),
        ("@app.delete('/a')\n@as_json\ndef drop():\n    return {'Deleted'}", False),
        ("@blp.route('/a')\n@blp.response(200, A)\ndef drop():\n    return {'Deleted'}", False),
        ("def names():\n    return {'Deleted'}", False),
        (
            "@app.get('/a')\ndef drop():\n    def names():\n        return {'a'}\n    return str(names())",
            False,
        ),
    ],
)
def test_a_set_as_an_answer(index: Index, code: str, *, told: bool) -> None:
    assert [one.what for one in index(f"{SET}{code}\n").facts.failing_calls] == (
        ["`return {…}`"] if told else []
    )
