"""Undefined names that Python never looks up, and those that it does."""

from pathlib import Path

import pytest

from releasecheck.facts.runs import Lint
from releasecheck.gather.lint import gather_lint


def undefined(folder: Path, **modules: str) -> list[int | None]:
    """Lines of app.py with an F821."""
    for name, text in modules.items():
        (folder / f"{name}.py").write_text(text)
    found = gather_lint(folder, (), "3.11.4", 60)
    assert isinstance(found, Lint)
    return [one.place.line for one in found.findings if (one.code, one.place.path) == ("F821", "app.py")]


@pytest.mark.parametrize(
    "text",
    [
        "try:\n    text = unicode\nexcept NameError:\n    text = str\n",
        "try:\n    text = unicode\nexcept (ImportError, AttributeError):\n    text = str\n",
        "try:\n    input = raw_input\nexcept Exception:\n    pass\n",
        "try:\n    input = raw_input\nexcept:\n    pass\n",
        "try:\n    from urllib.parse import quote\nexcept ImportError:\n    text = unicode\n",
        "import sys\nrun = xrange if sys.version_info[0] == 2 else range\n",
        "import sys\nif sys.version_info.major == 2:\n    input = raw_input\n",
        "import six\nif six.PY2:\n    text = unicode\nelse:\n    text = str\n",
        "from compat import IS_PY3\ntext = str if IS_PY3 else unicode\n",
        "from compat import PY2\n\n\ndef is_text(x):\n    return PY2 and isinstance(x, basestring)\n",
        "import six\n\n\ndef text(x):\n    if six.PY3:\n        return str(x)\n    return unicode(x)\n",
        "if str is bytes:\n    text = unicode\n",
        "import builtins\nif hasattr(builtins, 'raw_input'):\n    input = raw_input\n",
        "if False:\n    nowhere()\n",
        "if False:\n    print(f'{nowhere}')\n",
        "import gettext\ngettext.install('shop')\nprint(f'{_(1)} days')\n",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    x = nowhere\n",
        "import typing as t\nif t.TYPE_CHECKING:\n    x = nowhere\n",
        "def f():\n    '''\n    >>> nowhere()\n    '''\n",
        "from settings import *\nx = NOWHERE\n",
        "import settings\nglobals().update(vars(settings))\nx = NOWHERE\n",
        "for name in ('A', 'B'):\n    globals()[name] = 1\nx = A\n",
        "exec(open('settings.py').read())\nx = NOWHERE\n",
    ],
)
def test_never_looked_up(text: str, tmp_path: Path) -> None:
    assert undefined(tmp_path, app=text) == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("text = unicode\n", 1),
        ("print(f'{nowhere} days')\n", 1),
        ("x = 1\nprint(f'{x:>{nowhere}}')\n", 2),
        ("print('a text'\n      f' and {nowhere!r}')\n", 2),
        ("try:\n    x = nowhere()\nexcept Exception:\n    pass\n", 2),
        ("try:\n    import a\n    b = a.b\n    c = unicode(b)\nexcept Exception:\n    pass\n", 4),
        ("try:\n    text = unicode\nexcept ValueError:\n    pass\n", 2),
        ("try:\n    import a\nexcept ImportError:\n    pass\nelse:\n    x = unicode\n", 6),
        ("try:\n    import a\nexcept ImportError:\n    a = nowhere\n", 4),
        ("import sys\nif sys.version_info < (3, 8):\n    raise SystemExit\nx = nowhere\n", 4),
        ("if False:\n    pass\nelse:\n    x = nowhere\n", 4),
        ("def f(x):\n    if x:\n        return x\n    return unicode(x)\n", 4),
        ("globals().get('x')\ny = nowhere\n", 2),
        ("exec('x = 1', {})\ny = nowhere\n", 2),
        ("def f():\n    exec('x = 1')\n\n\ny = nowhere\n", 5),
        ("if hasattr(object, 'other'):\n    x = unicode\n", 2),
    ],
)
def test_looked_up(text: str, line: int, tmp_path: Path) -> None:
    assert undefined(tmp_path, app=text) == [line]


@pytest.mark.parametrize(
    ("other", "lines"),
    [
        ("import builtins\nbuiltins.shout = print\n", []),
        ("import builtins\nbuiltins.__dict__['shout'] = print\n", []),
        ("__builtins__['shout'] = print\n", []),
        ("import builtins\nsetattr(builtins, 'shout', print)\n", []),
        ("import builtins\nsame = builtins.shout == print\n", [1]),
        ("import builtins\nbuiltins.whisper = print\n", [1]),
    ],
)
def test_set_as_a_builtin_elsewhere(other: str, lines: list[int], tmp_path: Path) -> None:
    assert undefined(tmp_path, app="shout('a')\n", other=other) == lines


@pytest.mark.parametrize(
    ("other", "lines"),
    [
        ("import gettext\ngettext.install('shop')\n", []),
        ("import gettext\ngettext.translation('shop', languages=['nl']).install()\n", []),
        ("import extension\nextension.install()\n", [1]),
    ],
)
def test_the_underscore_of_gettext(other: str, lines: list[int], tmp_path: Path) -> None:
    assert undefined(tmp_path, app="print(_('a'))\n", other=other) == lines
