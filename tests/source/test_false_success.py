"""Views that report a success of which they know nothing."""

import pytest

from tests.source.conftest import Index

HEAD = "from flask import Flask, flash\napp = Flask(__name__)\n"
ADDS = (
    "def add_note(text):\n    try:\n        db.session.add(Note(text))\n        db.session.commit()\n"
    "    except Exception as error:\n        print(error)\n        return None\n    return 1\n"
)
SAYS = "flash('added', 'success')"


def view(body: str) -> str:
    return f"@app.post('/notes')\ndef add():\n    {body}\n    return ''\n"


def said(index: Index, files: str | dict[str, str]) -> list[tuple[str, str]]:
    return [(one.what, one.detail) for one in index(files).facts.slips]


@pytest.mark.parametrize(
    ("helper", "body", "told"),
    [
        (ADDS, f"add_note('x')\n    {SAYS}", True),
        (ADDS, f"note = add_note('x')\n    {SAYS}", True),
        (ADDS, f"if form.ok:\n        add_note('x')\n        {SAYS}", True),
        (ADDS.replace("return None", "return False"), f"add_note('x')\n    {SAYS}", True),
        (ADDS.replace("        return None\n", ""), f"add_note('x')\n    {SAYS}", True),
        (ADDS, f"note = add_note('x')\n    if note: pass\n    {SAYS}", False),
        (ADDS, f"if add_note('x'):\n        {SAYS}", False),
        (ADDS, f"add_note('x')\n    db.session.commit()\n    {SAYS}", False),
        (ADDS, f"{SAYS}\n    add_note('x')", False),
        (ADDS, "add_note('x')\n    flash('not added', 'error')", False),
        (ADDS.replace("return None", "raise"), f"add_note('x')\n    {SAYS}", False),
        (ADDS.replace("return None", "return error"), f"add_note('x')\n    {SAYS}", False),
        (ADDS.replace("print(error)", "flash('it failed')"), f"add_note('x')\n    {SAYS}", False),
        (ADDS.replace("Exception", "KeyError"), f"add_note('x')\n    {SAYS}", False),
        (ADDS.replace("db.session.commit()", "pass"), f"add_note('x')\n    {SAYS}", False),
        (ADDS.replace("add_note", "log_event"), f"log_event('x')\n    {SAYS}", False),
        ("", f"add_note('x')\n    {SAYS}", False),
    ],
)
def test_views(index: Index, helper: str, body: str, *, told: bool) -> None:
    assert said(index, f"{HEAD}{helper}{view(body)}") == ([("add_note", "added")] if told else [])


def test_a_function_of_another_module(index: Index) -> None:
    files = {"notes.py": ADDS, "app.py": HEAD + "import notes\n" + view(f"notes.add_note('x')\n    {SAYS}")}
    assert said(index, files) == [("notes.add_note", "added")]
