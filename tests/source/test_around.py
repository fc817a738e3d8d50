"""What stands around a node, looked for on its line first."""

import ast

import pytest

from releasecheck.gather.source.code.around import Around
from releasecheck.gather.source.syntax import called_name

AFTER = "\n\ndef other():\n    return 1\n"


@pytest.mark.parametrize(
    ("source", "function"),
    [
        ("def view():\n    return find()", "view"),
        ("def view():\n    def inner():\n        return find()\n    return inner", "inner"),
        # before Python 3.12 the lines within a text of several are counted from elsewhere
        ("def view():\n    return f'''\n<p>\n\n\n\n{find(\n1)}</p>\n'''", "view"),
        ("x = 1\n\n\ndef view():\n    return f'''<p>{find()}\n{find(2)}</p>'''", "view"),
        ("def view():\n    return (f'<p>'\n        f'{find()}</p>')", "view"),
        # a decorator stands above the line of its function
        ("@allow(\n    find(),\n)\ndef view():\n    return 1", "view"),
        ("class Shop:\n    @first\n    @allow(find())\n    def view(self):\n        return 1", "view"),
        ("@allow(find())\nclass Shop:\n    def view(self):\n        return 1", None),
        ("find()", None),
    ],
)
def test_the_function_around_a_call(source: str, function: str | None) -> None:
    tree = ast.parse(f"{source}{AFTER}")
    calls = [one for one in ast.walk(tree) if isinstance(one, ast.Call) and called_name(one) == "find"]
    for call in calls:
        found = Around(tree).function(call)
        assert (found.name if found else None) == function
