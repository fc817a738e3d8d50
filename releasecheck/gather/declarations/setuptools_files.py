"""setup.cfg, and setup.py as far as it is written out: it is never run."""

import ast
import configparser
from collections.abc import Iterator

from releasecheck.gather.declarations.reader import Document, stage_of


def read_cfg(document: Document) -> None:
    """`install_requires` and the extras of setup.cfg."""
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(document.text)
    except configparser.Error:
        return
    for line in parser.get("options", "install_requires", fallback="").splitlines():
        _add(document, line)
    extras = parser["options.extras_require"] if parser.has_section("options.extras_require") else {}
    for name, lines in extras.items():
        for line in lines.splitlines():
            _add(document, line, name)


def _add(document: Document, text: str, extra: str | None = None) -> None:
    text = text.partition("#")[0].strip()
    if text and not text.startswith("file:"):
        stage = "release" if extra is None else stage_of(extra)
        document.add(document.requirement(text), "optional" if extra and stage == "release" else stage)


def read_py(document: Document) -> None:
    """The strings of `install_requires` and `extras_require`, in the call or in a variable that it names."""
    try:
        tree = ast.parse(document.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    constants = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for call in ast.walk(tree):
        for keyword in call.keywords if isinstance(call, ast.Call) else ():
            value = constants.get(keyword.value.id) if isinstance(keyword.value, ast.Name) else keyword.value
            if keyword.arg == "install_requires":
                for text in _strings(value):
                    _add(document, text)
            elif keyword.arg == "extras_require" and isinstance(value, ast.Dict):
                for key, listed in zip(value.keys, value.values, strict=True):
                    name = str(key.value) if isinstance(key, ast.Constant) else None
                    for text in _strings(listed) if name else ():
                        _add(document, text, name)


def _strings(node: ast.expr | None) -> Iterator[str]:
    for item in node.elts if isinstance(node, ast.List | ast.Tuple | ast.Set) else ():
        if isinstance(item, ast.Constant) and isinstance(item.value, str):
            yield item.value
