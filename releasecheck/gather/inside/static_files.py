"""The folders that static routes serve: what pages miss in them, and what should not be there."""

from __future__ import annotations

import os
import posixpath
from typing import Any, Callable, Dict, Iterable, Iterator, List, Optional, Tuple

import flask

_FILES_MAX = 20000
_TOLD_MAX = 20
_PASSED_OVER = frozenset(("node_modules", "__pycache__", "site-packages"))
_PRIVATE_NAMES = frozenset((".env", ".flaskenv", ".htpasswd", "id_rsa", ".git-credentials", ".pgpass"))
_SAMPLES = ("example", "sample", "template", "dist")
_DATABASES = (".db", ".sqlite", ".sqlite3")
_KEYS = (".key", ".pem")
Use = Tuple[str, str]  # endpoint, filename


def collect(app: Any, uses: Iterable[Use], tools: Any) -> List[Dict[str, Any]]:
    """The StaticFolder facts of the app and its blueprints, but for those that serve by code of their own."""
    asked = list(dict.fromkeys(uses))
    return [_fact(rule, owner, asked, tools) for rule, owner in _served(app)]


def addresses(app: Any) -> Dict[str, str]:
    """The endpoint of each static route by its address, unless that is the root of the site."""
    paths = {rule.rule.partition("/<")[0]: rule.endpoint for rule, _ in reversed(list(_served(app)))}
    return {path: endpoint for path, endpoint in paths.items() if path and "<" not in path}


def at_root(app: Any) -> Optional[Callable[[str], Optional[str]]]:
    """What tells the static route at the root of the site that takes an address, where there is such a route.

    With `static_url_path=""` Flask serves its folder there, behind the rules of all views.
    """
    endpoints = {rule.endpoint for rule, _ in _served(app) if rule.rule.startswith("/<")}
    if not endpoints or app.url_map.host_matching:
        return None
    adapter = app.url_map.bind("localhost")

    def taking(address: str) -> Optional[str]:
        try:
            endpoint = str(adapter.match(address, method="GET")[0])
        except Exception:  # another host's, or a rule that redirects
            return None
        return endpoint if endpoint in endpoints and not address.startswith("//") else None

    return taking


def _served(app: Any) -> Iterator[Tuple[Any, Any]]:
    """Each static rule with the app or blueprint whose folder it serves."""
    named = [("static", app), *(("%s.static" % name, each) for name, each in app.blueprints.items())]
    rules = {rule.endpoint: rule for rule in app.url_map.iter_rules()}
    for endpoint, owner in named:
        if owner.has_static_folder and endpoint in rules and _is_flasks(owner):
            yield rules[endpoint], owner


def _is_flasks(owner: Any) -> bool:
    """Whether the files are sent as Flask does it."""
    known = (flask.Flask.send_static_file, flask.Blueprint.send_static_file)
    return type(owner).send_static_file in known


def _fact(rule: Any, owner: Any, asked: List[Use], tools: Any) -> Dict[str, Any]:
    folder = os.fspath(owner.static_folder)
    path = tools.place(folder, None)["path"]
    names = (name for wanted, name in asked if _means(wanted, rule.endpoint))
    lacking = {name: _in_other_case(folder, name) for name in names if not _is_there(folder, name)}
    root = os.path.realpath(folder) == os.path.realpath(tools.order["project"])
    return {
        "endpoint": rule.endpoint,
        "path": "." if root else path,
        "url_path": rule.rule.partition("/<")[0],
        "lacking": lacking,
        "private": private(folder) if path or root else [],
    }


def _means(wanted: str, endpoint: str) -> bool:
    return wanted == endpoint or (wanted.startswith(".") and endpoint.endswith(wanted[1:]))


def _parts(name: str) -> List[str]:
    return [part for part in posixpath.normpath(name.lstrip("/")).split("/") if part != "."]


def _is_there(folder: str, name: str) -> bool:
    """Whether the name is there as it is written, also where the disk does not mind the case."""
    for part in _parts(name):
        if part not in _listed(folder):
            return False
        folder = os.path.join(folder, part)
    return True


def _in_other_case(folder: str, name: str) -> Optional[str]:
    """The name as it would be found by a disk that does not mind the case."""
    found: List[str] = []
    for part in _parts(name):
        alike = [each for each in _listed(os.path.join(folder, *found)) if each.lower() == part.lower()]
        if not alike:
            return None
        found.append(part if part in alike else sorted(alike)[0])
    return "/".join(found)


def _listed(folder: str) -> List[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def private(folder: str) -> List[str]:
    """Files below a folder that nobody means to publish."""
    found: List[str] = []
    for number, path in enumerate(_walk(folder)):
        if number > _FILES_MAX or len(found) >= _TOLD_MAX:
            break
        if _is_private(path):
            found.append(os.path.relpath(path, folder).replace(os.sep, "/"))
    return [os.fsencode(name).decode("utf-8", "backslashreplace") for name in sorted(found)]


def _walk(folder: str) -> Iterator[str]:
    for parent, folders, files in os.walk(folder):
        kept = [each for each in folders if each not in _PASSED_OVER]
        folders[:] = sorted(
            each
            for each in kept
            if each != ".git" and not os.path.exists(os.path.join(parent, each, "pyvenv.cfg"))
        )
        if ".git" in kept and os.path.exists(os.path.join(parent, ".git", "HEAD")):
            yield os.path.join(parent, ".git", "HEAD")
        for name in sorted(files):
            yield os.path.join(parent, name)


def _is_private(path: str) -> bool:
    name = os.path.basename(path).lower()
    if name.startswith(".env.") and not name.endswith(_SAMPLES):
        return True
    if name in _PRIVATE_NAMES or path.endswith(os.path.join(".git", "HEAD")):
        return True
    if name.endswith(_DATABASES):
        return _begins(path, b"SQLite format 3")
    return name.endswith(_KEYS) and b"PRIVATE KEY" in _beginning(path)


def _begins(path: str, with_: bytes) -> bool:
    return _beginning(path).startswith(with_)


def _beginning(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(200)
    except OSError:
        return b""
