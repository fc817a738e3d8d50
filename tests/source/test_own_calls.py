"""Calls of the project's own functions that do not fit how these are defined."""

import pytest

from .conftest import Index

KEEPING = "def add(name, owner, kind='plain', *, colour=None): ...\n"
NONE = "def add(): ...\n"
DEF = "`def add(name, owner, kind='plain', *, colour=None)`, shelf.py:1"
HEAD = "from flask import Flask\nfrom shelf import add\napp = Flask(__name__)\n"


@pytest.mark.parametrize(
    ("call", "says"),
    [
        ("add(1, 2, 3, 4)", [f"it takes 3 arguments by position and is given 4, {DEF}"]),
        ("add(1)", [f"it is not given owner, {DEF}"]),
        ("add(owner=1)", [f"it is not given name, {DEF}"]),
        ("add(1, 2, color=3)", [f"it has no argument color, {DEF}"]),
        ("try:\n    add(1)\nexcept Exception:\n    pass", [f"it is not given owner, {DEF}"]),
        # What it takes:
        ("add(1, 2)", []),
        ("add(1, 2, 3, colour=4)", []),
        ("add(owner=1, name=2)", []),
        # What cannot be counted:
        ("add(*given)", []),
        ("add(1, **given)", []),
        ("add(1, 2, 3, *given)", []),
        # Another one of that name, or one that may be another:
        ("add = other\nadd(1)", []),
        ("for add in makers:\n    add(1)", []),
        ("def add(name): ...\nadd(1)", []),
        ("from elsewhere import add\nadd(1)", []),
        ("shelf.add(1)", []),
        ("[add(1) for add in makers]", []),
        ("(lambda add: add(1))(len)", []),
        ("global add\nadd = len\nadd(1)", []),
        ("try:\n    add(1, 2, 3, 4)\nexcept TypeError:\n    add(1, 2)", []),
        ("try:\n    add(1, 2, 3, 4)\nexcept (ValueError, TypeError):\n    add(1, 2)", []),
    ],
)
def test_arguments(index: Index, call: str, says: list[str]) -> None:
    lines = "\n".join(f"    {line}" for line in call.split("\n"))
    files = {"shelf.py": KEEPING, "app.py": f"{HEAD}@app.post('/')\ndef keep():\n{lines}\n"}
    found = index(files).facts.mismatched_calls
    assert [one.why for one in found] == says
    assert all((one.view.line, one.what, one.function) == (5, "add()", "keep") for one in found)


@pytest.mark.parametrize(
    "shelf",
    [
        "def add(name, *rest): ...\ndef add(*given): ...",
        "@cached\ndef add(): ...",
        "def add(*given): ...",
        "if FAST:\n    def add(): ...\nelse:\n    def add(one): ...",
        "def add(): ...\nadd = wrapped(add)",
        "try:\n    from fast import add\nexcept ImportError:\n    def add(): ...",
        "from fast import add",
        "class add:\n    pass",
        "def add(): ...\nfrom fast import *",
        "def other():\n    global add\n    add = len\ndef add(): ...",
    ],
)
def test_definitions_that_may_be_others(index: Index, shelf: str) -> None:
    assert (
        index({"shelf.py": shelf, "app.py": f"{HEAD}def keep():\n    add(1)\n"}).facts.mismatched_calls == ()
    )


@pytest.mark.parametrize(
    ("files", "count"),
    [
        ({"app.py": "def add(): ...\ndef keep():\n    add(1)\n"}, 1),
        ({"app.py": "async def add(): ...\nasync def keep():\n    await add(1)\n"}, 1),
        (
            {
                "app.py": "def keep():\n    from shelf import add as put\n    put(1)\n",
                "shelf.py": "def add(): ...\n",
            },
            1,
        ),
        (
            {
                "shop/__init__.py": "",
                "shop/a.py": "from .b import add\ndef f():\n    add(1)\n",
                "shop/b.py": "def add(): ...\n",
            },
            1,
        ),
        ({"app.py": "class A:\n    def add(self): ...\ndef keep():\n    add(1)\n"}, 0),
        ({"test_app.py": "def add(): ...\ndef test_it():\n    add(1)\n"}, 0),
        ({"app.py": "def add(): ...\nif __name__ == '__main__':\n    add(1)\n"}, 0),
        ({"app.py": "def print(): ...\ndef keep():\n    print(1)\n"}, 0),
    ],
)
def test_where_both_stand(index: Index, files: dict[str, str], count: int) -> None:
    assert len(index(files).facts.mismatched_calls) == count


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"app.py": "import shelf\ndef f():\n    shelf.add(1)\n"}, ["TypeError"]),
        ({"app.py": "import shelf as kept\ndef f():\n    kept.add(1)\n"}, ["TypeError"]),
        ({"app.py": "import shelf\ndef f():\n    shelf.take(1)\n"}, ["AttributeError"]),
        (
            {
                "shop/__init__.py": "",
                "shop/a.py": "from . import b\ndef f():\n    b.take(1)\n",
                "shop/b.py": "def add(): ...\n",
            },
            ["AttributeError"],
        ),
        ({"back/app.py": "import b\ndef f():\n    b.take(1)\n", "back/b.py": ""}, ["AttributeError"]),
        ({"app.py": "import shelf\ndef f():\n    shelf.add(1, 2)\n"}, []),
        # Something else of that name, or something that may be:
        ({"app.py": "import shelf\ndef f(shelf):\n    shelf.take(1)\n"}, []),
        ({"app.py": "import shelf\ndef f():\n    shelf = 1\n    shelf.add(1)\n"}, []),
        (
            {
                "app.py": "try:\n    import shelf\nexcept ImportError:\n    shelf = None\n"
                "def f():\n    shelf.take()\n"
            },
            [],
        ),
        ({"app.py": "import shelf\nshelf.take = len\ndef f():\n    shelf.take(1)\n"}, []),
        ({"app.py": "import shelf\ndef f():\n    if hasattr(shelf, 'take'):\n        shelf.take(1)\n"}, []),
        (
            {
                "app.py": "import shelf\ndef f():\n"
                "    try:\n        shelf.take()\n    except AttributeError:\n        pass\n"
            },
            [],
        ),
        ({"app.py": "import calendar\ndef f():\n    calendar.take(1)\n", "calendar.py": ""}, []),
        ({"app.py": "import b\ndef f():\n    b.take(1)\n", "b/__init__.py": "", "b/take.py": ""}, []),
        ({"app.py": "import b\ndef f():\n    b.take(1)\n", "b.py": "from c import *\n"}, []),
        ({"app.py": "import b\ndef f():\n    b.take(1)\n", "b.py": "def __getattr__(name): ...\n"}, []),
        ({"app.py": "import b\ndef f():\n    b.take(1)\n", "b.py": "class take: ...\n"}, []),
        ({"app.py": "import b\ndef f():\n    b.take(1)\n", "b.py": "if 1:\n    from c import take\n"}, []),
        ({"app.py": "import b\ndef f():\n    b.take(1)\n", "b.py": "def take(:\n"}, []),
        # A package's object before its module of that name; a library before a module beside the importer:
        (
            {
                "app.py": "from shop import db\ndef f():\n    db.take(1)\n",
                "shop/__init__.py": "from .db import db\n",
                "shop/db.py": "db = Database()\n",
            },
            [],
        ),
        (
            {
                "shop/__init__.py": "",
                "shop/a.py": "import jwt\ndef f():\n    jwt.take(1)\n    jwt.add(1)\n",
                "shop/jwt.py": "def add(): ...\n",
            },
            [],
        ),
    ],
)
def test_calls_by_the_module(index: Index, files: dict[str, str], says: list[str]) -> None:
    assert [one.raises for one in index({"shelf.py": KEEPING, **files}).facts.mismatched_calls] == says
