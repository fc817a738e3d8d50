"""Rules that send files, asked for files of the project that nobody means to publish."""

from __future__ import annotations

import itertools
import os
import re
import sys
from typing import Any, Callable, Dict, Iterator, List, NamedTuple

from werkzeug import routing

from . import client, paths, reaching, safe_routes, static_files

MOST = 40  # questions to one app
_OF_A_FOLDER = 5
_TAKING = (routing.PathConverter, routing.UnicodeConverter)


class Wanted(NamedTuple):
    """A rule, a path under it, and the file that this must not give out."""

    rule: Any
    example: paths.Example
    file: str


def wanted(app: Any, order: Dict[str, Any], is_own: Callable[[Any], bool]) -> Iterator[Wanted]:
    """The project's rules with a name as their one argument whose views send files; each file by its name."""
    files: List[static_files.Use] = []
    for rule in app.url_map.iter_rules():
        view = app.view_functions.get(rule.endpoint)
        if not _takes_a_name(rule) or not safe_routes.is_harmless(app, rule, order) or not is_own(rule):
            continue
        if reaching.sends_files(view) and not reaching.reaches_out(view):
            files = files or list(_files(app, order["project"]))
            ((argument, converter),) = rule._converters.items()
            for name, file in files:
                if re.fullmatch(converter.regex, name):
                    for example in itertools.islice(paths.examples(rule, {argument: name}), 1):
                        yield Wanted(rule, example, file)


def is_it(body: bytes, file: str) -> bool:
    """Whether the body is the file, as far as it was read."""
    try:
        with open(file, "rb") as opened:
            return bool(body) and opened.read(client.BODY_MAX) == body
    except OSError:
        return False


def _takes_a_name(rule: Any) -> bool:
    return len(rule._converters) == 1 and type(next(iter(rule._converters.values()))) in _TAKING


def _files(app: Any, project: str) -> Iterator[static_files.Use]:
    """The app's module and private files of the folders that a relative one is taken from; name, path."""
    module = getattr(sys.modules.get(app.import_name), "__file__", None)
    folders = dict.fromkeys(os.path.realpath(one) for one in (app.root_path, os.getcwd(), project))
    for folder in folders:
        own = os.path.realpath(module or "")
        names = [os.path.relpath(own, folder)] if module and own.startswith(folder + os.sep) else []
        for name in [*names, *static_files.private(folder)][:_OF_A_FOLDER]:
            yield name.replace(os.sep, "/"), os.path.join(folder, name)
