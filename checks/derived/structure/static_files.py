"""Which static files the pages name, and which of them a checkout of the release does not have."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from releasecheck.facts.app import App
from releasecheck.facts.repository import Repository
from releasecheck.facts.runs import Git
from releasecheck.facts.source import Source
from releasecheck.facts.templates import EndpointUse, StaticFolder, Templates

from . import endpoints, rendered

# Folders that a front-end build fills, wherever that runs.
BUILT = frozenset({"dist", "build", "bundle", "bundles", "gen", "generated", "compiled", "webpack", "vite"})
# Folders that people or package managers fill where the app runs.
_FILLED = frozenset(
    {
        *("uploads", "upload", "uploaded", "media", "files", "user_files", "avatars"),
        *("tmp", "temp", "cache", "output", "outputs", "results", "node_modules", "bower_components"),
    }
)
# What a person writes or takes from elsewhere. Pictures and data the app may well have made itself.
_WRITTEN = (".js", ".mjs", ".css", ".woff", ".woff2", ".ttf", ".otf", ".eot", ".ico")
_BUILDERS = frozenset(
    {
        *("package.json", "bower.json", "libman.json", "tsconfig.json", "deno.json"),
        *("gulpfile.js", "gruntfile.js", "webassets.yml", "webassets.yaml"),
    }
)
_BUILDER_NAMES = (
    *("webpack.", "vite.config.", "rollup.config.", "tailwind.config.", "esbuild.", "postcss.config."),
)
_BUNDLERS = ("assets", "scss", "sass", "digest", "webpack", "vite", "tailwind")  # extensions that write files
_COMPILED = (".scss", ".sass", ".less", ".styl", ".ts", ".tsx", ".jsx", ".coffee")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A folder that git does not have, or files of one, with the uses of these static files."""

    folder: str  # with "/" at its end
    whole: bool
    ignored: bool
    uses: dict[str, list[EndpointUse]]  # by the file's path


def is_meant(use: EndpointUse, folder: StaticFolder) -> bool:
    """Whether the use asks for a file of this folder."""
    wanted = use.endpoint
    return wanted == folder.endpoint or (wanted.startswith(".") and folder.endpoint.endswith(wanted[1:]))


def left_out(
    app: App, repository: Repository, git: Git, source: Source | None, templates: Templates
) -> list[LeftOut]:
    """What the pages that are rendered name, that is here, and that nothing but git would bring."""
    if is_built(app, git):
        return []
    found: dict[tuple[str, bool], LeftOut] = {}
    for path, folder, use in asked_for(app, source, templates):
        for ignored, listed in ((False, repository.untracked), (True, repository.ignored)):
            entry = _entry(path, listed)
            if entry is None or (ignored and not _is_by_accident(entry, folder, repository)):
                continue
            if not _is_made(path, git.tracked):
                whole = entry.endswith("/")
                home = entry if whole else f"{path.rpartition('/')[0]}/"
                one = found.setdefault((home, ignored), LeftOut(home, whole, ignored, {}))
                one.uses.setdefault(path, []).append(use)
    return list(found.values())


def asked_for(
    app: App, source: Source | None, templates: Templates
) -> Iterator[tuple[str, StaticFolder, EndpointUse]]:
    """The files below the project that are where the pages that are rendered look for them."""
    for use in endpoints.uses(app, source, templates):
        name = use.filename
        if (
            not name
            or not name.endswith(_WRITTEN)
            or not rendered.is_rendered(use.template, source, templates)
        ):
            continue
        for folder in templates.static:
            if folder.path is not None and is_meant(use, folder) and name not in folder.lacking:
                yield (PurePosixPath(folder.path) / name.lstrip("/")).as_posix(), folder, use


def _entry(path: str, listed: Iterable[str]) -> str | None:
    return next((one for one in listed if path == one or (one.endswith("/") and path.startswith(one))), None)


def _is_by_accident(entry: str, folder: StaticFolder, repository: Repository) -> bool:
    """Whether a pattern of the project meets a part of the folder: one that is left out whole is built."""
    whole = entry.endswith("/") and f"{folder.path}/".startswith(entry)
    return not whole and entry not in repository.ignored_here


def is_built(app: App, git: Git) -> bool:
    """Whether the project has its static files made or fetched by a tool."""
    names = {path.rpartition("/")[2].lower() for path in git.tracked}
    bundled = any(word in name.lower() for name in app.extensions for word in _BUNDLERS)
    return (
        bundled or not names.isdisjoint(_BUILDERS) or any(name.startswith(_BUILDER_NAMES) for name in names)
    )


def _is_made(path: str, tracked: Sequence[str]) -> bool:
    """Whether a build, the app or its users put it there, or git has what it is compiled from."""
    file = PurePosixPath(path)
    if not (BUILT | _FILLED).isdisjoint(part.lower() for part in file.parts[:-1]):
        return True
    stem = file.name.partition(".")[0]
    sources = [stem + ending for ending in _COMPILED]
    if ".min." in file.name:
        sources.append(file.name.replace(".min.", "."))
    return any(one.rpartition("/")[2] in sources for one in tracked)
