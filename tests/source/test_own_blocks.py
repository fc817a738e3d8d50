"""Blocks that undo what they are there for."""

from textwrap import indent

import pytest

from tests.source.conftest import Index

IMPORTS = (
    "import json\nfrom flask import Flask, flash, redirect, request, url_for\n"
    "from wtforms.validators import StopValidation, ValidationError\n"
    "app = Flask(__name__)\n"
)


def slips(index: Index, text: str, kind: str) -> list[tuple[str, str]]:
    return [(one.what, one.detail) for one in index(IMPORTS + text).facts.slips if one.kind == kind]


def function(body: str) -> str:
    return f"def work(form, field):\n{indent(body, '    ')}\n"


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("with open(P, 'w+') as f:\n    text = f.read()", ["f.read()"]),
        ("with open(P, 'w') as f:\n    return f.readlines()", ["f.readlines()"]),
        ("with open(P, mode='w+') as f:\n    kept = json.load(f)", ["json.load(f)"]),
        ("with open(P, 'w+') as f:\n    if kept:\n        return f.read()", ["f.read()"]),
        ("with open(P) as f:\n    text = f.read()", []),
        ("with open(P, 'r+') as f:\n    text = f.read()", []),
        ("with open(P, 'a+') as f:\n    text = f.read()", []),
        ("with open(P, 'w+') as f:\n    f.write('x')\n    f.seek(0)\n    text = f.read()", []),
        ("with open(P, 'w+') as f:\n    json.dump({}, f)\n    f.seek(0)\n    text = f.read()", []),
        ("with open(P, 'w+') as f:\n    subprocess.run(C, stdout=f)\n    text = f.read()", []),
        ("with open(P, 'w') as f, open(Q) as g:\n    f.write(g.read())", []),
        ("with open(P, mode) as f:\n    text = f.read()", []),
        ("f = open(P, 'w+')", []),
    ],
)
def test_a_file_that_is_emptied_before_it_is_read(index: Index, body: str, what: list[str]) -> None:
    assert [one for one, _ in slips(index, function(body), "emptied-first")] == what


RAISES = "if taken:\n        raise ValidationError('taken')"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (f"{RAISES}\nexcept Exception as e:\n    raise Down() from e", [("ValidationError", "Down")]),
        (f"{RAISES}\nexcept:\n    print('x')", [("ValidationError", "")]),
        (
            (
                f"with scope() as s:\n        {RAISES.replace('    ', '        ')}\n"
                "except KeyError:\n    pass\nexcept Exception:\n    pass"
            ),
            [("ValidationError", "")],
        ),
        (f"{RAISES}\nexcept ValidationError:\n    raise\nexcept Exception:\n    pass", []),
        (f"{RAISES}\nexcept ValueError:\n    raise\nexcept Exception:\n    pass", []),
        (f"{RAISES}\nexcept Exception:\n    raise", []),
        (f"{RAISES}\nexcept Exception as e:\n    raise e", []),
        (f"{RAISES}\nexcept Exception:\n    raise ValidationError('try again')", []),
        (f"{RAISES}\nexcept Exception as e:\n    raise ValueError(str(e))", []),
        (f"{RAISES}\nexcept OSError:\n    pass", []),
        ("taken = find()\nexcept Exception:\n    raise Down()", []),
        ("raise KeyError('x')\nexcept Exception:\n    raise Down()", []),
    ],
)
def test_a_refusal_that_is_caught(index: Index, body: str, found: list[tuple[str, str]]) -> None:
    first, _, rest = body.partition("\n")
    assert slips(index, function(f"try:\n    {first}\n{rest}"), "refusal-lost") == found


def test_another_libraries_refusal(index: Index) -> None:
    text = "from marshmallow import ValidationError\n" + function(
        f"try:\n    {RAISES}\nexcept Exception:\n    pass"
    )
    assert slips(index, text, "refusal-lost") == []


BACK = "except DatabaseError:\n    flash('down')\n    return redirect(url_for('cart', user=user))"


def cart(body: str) -> str:
    return f"@app.route('/cart/<int:user>')\ndef cart(user):\n{indent(body, '    ')}\n    return ''\n"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (f"try:\n    items = load(user)\n{BACK}", [("cart", "DatabaseError")]),
        (
            f"try:\n    items = load(user)\n{BACK.replace('DatabaseError', 'Exception')}",
            [("cart", "Exception")],
        ),
        (f"if not user:\n    return ''\ntry:\n    items = load(user)\n{BACK}", [("cart", "DatabaseError")]),
        (f"if request.method == 'POST':\n    try:\n        save(user)\n{indent(BACK, '    ')}", []),
        (f"if request.method == 'GET':\n    return ''\ntry:\n    save(user)\n{BACK}", []),
        (f"try:\n    items = load(request.args['page'])\n{BACK}", []),
        (f"try:\n    item = session.pop('item')\n{BACK}", []),
        (f"try:\n    items = load(user)\n{BACK.replace('cart', 'home')}", []),
        (f"try:\n    items = load(user)\n{BACK.replace('user=user', 'user=1')}", []),
        (f"try:\n    items = load(user)\n{BACK.replace('user=user', 'user=user, page=1')}", []),
        (f"try:\n    items = load(user)\n{BACK.replace('flash', 'refresh')}", []),
        ("try:\n    items = load(user)\nexcept KeyError:\n    return redirect('/cart')", []),
    ],
)
def test_a_failure_that_leads_back(index: Index, body: str, found: list[tuple[str, str]]) -> None:
    assert slips(index, cart(body), "back-to-itself") == found
