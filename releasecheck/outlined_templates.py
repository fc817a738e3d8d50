"""What the project's files alone say of the templates of an app that did not come up."""

from releasecheck.facts.app import App
from releasecheck.facts.source import Source
from releasecheck.facts.templates import Templates

_PAGES = (".html", ".htm", ".j2", ".jinja", ".jinja2")


def outlined_templates(app: App, source: Source) -> Templates | None:
    """Which names the app's modules render, and no file has; null where loaders of its own may have them.

    A name is known to be lacking only where its module renders others that are there: those of a module whose
    folder was not looked at tell nothing.
    """
    if source.loaders_named:
        return None
    below = _names_below(source)
    named = {(one.place.path, name) for one in source.renders for name in one.names}
    ours = {(path, name) for path, name in named if path in app.modules}
    there = {(path, name) for path, name in ours if name.lstrip("/") in below}
    seen = {path for path, _ in there}
    lacking = {name for path, name in ours - there if path in seen and _is_own(name, below, source)}
    found = {name for _, name in there}
    return Templates(
        names=tuple(sorted(found)),
        exists={**dict.fromkeys(sorted(found), True), **dict.fromkeys(sorted(lacking), False)},
        references=(),
        endpoint_uses=(),
        errors=(),
    )


def _names_below(source: Source) -> frozenset[str]:
    """What the files are called as seen from each of the folders that they lie in."""
    parts = (path.split("/") for path in source.template_files)
    return frozenset("/".join(one[depth:]) for one in parts for depth in range(len(one)))


def _is_own(name: str, below: frozenset[str], source: Source) -> bool:
    """Whether no package can bring it: it is in no folder, or in one that only the project speaks of."""
    folder, inside, _ = name.lstrip("/").partition("/")
    if not inside:
        return name.endswith(_PAGES)
    brought = any(folder.lower() in one.name for one in source.imports)
    return name.endswith(_PAGES) and not brought and any(one.startswith(f"{folder}/") for one in below)
