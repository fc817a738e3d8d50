"""A script that says what a Python is and has; with `load`, also what Flask's load_dotenv would add.

It runs under any Python that is called one, so that an old one can be named: no newer syntax here.
"""

import sys

sys.path[:1] = []  # our folder: files of ours have names of the standard library's

import json  # noqa: E402 - only now is the path clean
import os  # noqa: E402


def main():  # type: () -> None
    """Print one JSON object as the last line."""
    told = {  # type: dict[str, object]
        "version": ".".join(map(str, sys.version_info[:3])),
        "flask": _version("flask"),
        "werkzeug": _version("werkzeug"),
    }
    if sys.argv[1:] == ["load"] and told["flask"]:
        told.update(_dotenv())
    print("\n" + json.dumps(told))


def _version(distribution):  # type: (str) -> str | None
    try:
        from importlib import metadata
    except ImportError:  # before Python 3.8
        return None
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None


def _dotenv():  # type: () -> dict[str, object]
    """What the files add to the environment, and the names that each gives."""
    from flask.cli import load_dotenv
    from flask.helpers import get_load_dotenv

    before = dict(os.environ)
    try:
        import dotenv

        if not get_load_dotenv(True):
            return {}
        files = {name: dotenv.find_dotenv(name, usecwd=True) for name in (".flaskenv", ".env")}
    except ImportError:
        return {"dotenv_missing": True}
    named, undecodable = {}, []  # type: dict[str, list[str]], list[str]
    for name, path in files.items():
        try:
            named[name] = sorted(dotenv.dotenv_values(path, encoding="utf-8")) if path else []
        except UnicodeDecodeError:
            undecodable.append(name)
    if undecodable:
        return {"undecodable": undecodable}
    load_dotenv()
    added = {name: value for name, value in os.environ.items() if before.get(name) != value}
    return {"added": added, "named": named}


main()
