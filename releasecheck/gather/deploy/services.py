"""What a compose file adds to the images that it runs: the environment, and the import path in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from releasecheck.facts.deploy import Image, Launch, RunFile
from releasecheck.gather.deploy.deploying import deployed
from releasecheck.gather.deploy.dockerfile_lines import deployed_stages
from releasecheck.gather.deploy.layout import Layout, layout
from releasecheck.gather.deploy.lined import Lined, LinedList
from releasecheck.gather.deploy.locating import folder_of, is_program
from releasecheck.gather.deploy.manifest import Given, Item, Manifest, Service, read
from releasecheck.gather.deploy.modes import is_for_development, is_mode
from releasecheck.gather.deploy.names import is_developments
from releasecheck.gather.deploy.run_files import run_file

_DEFAULT = "Dockerfile"
_WATCHING = frozenset({"--reload", "--debug"})  # options of those who write the app


@dataclass(frozen=True, slots=True)
class Built:
    """The Dockerfile that a service is built from, what its image has where, and the file that it runs."""

    path: str
    layout: Layout
    runs: RunFile | None


def image_of(manifest: Manifest, service: Lined, context: Path) -> Built | None:
    """What a service is built from; null where it is not seen."""
    file = (context / (service.under("build").text("dockerfile") or _DEFAULT)).resolve()
    if file.name == _DEFAULT and not file.is_file():
        file = file.with_name(_DEFAULT.lower())  # which BuildKit takes instead
    if "build" not in service or not file.is_relative_to(manifest.project) or not file.is_file():
        return None
    given = [each for stage in deployed_stages(read(file)) for each in stage.instructions]
    path = file.relative_to(manifest.project).as_posix()
    runs = None if "entrypoint" in service else run_file(replace(manifest, path=path), given, context)
    if runs and runs.instruction == "CMD" and "command" in service:
        runs = None
    return Built(path, layout(manifest.project, context, given), runs)


def is_released(
    manifest: Manifest, name: str, service: Lined, given: Sequence[Given], started: Sequence[Launch]
) -> bool:
    """Whether a service runs the app as a release does, so far as nothing tells of development.

    `started` is what it starts instead of what the image starts by itself.
    """
    values = ((each.name, each.value) for each in given if each.value is not None)
    mounts = not any(is_mode(*pair) for pair in values) and any(mounted_code(manifest, service))
    return not mounts and serves(manifest, name, service, given, started)


def serves(
    manifest: Manifest, name: str, service: Lined, given: Sequence[Given], started: Sequence[Launch]
) -> bool:
    """Whether a service runs the app, and nothing but mounted code may tell of development."""
    if develops(name, service, given):
        return False
    commanded = service.get("command") or service.get("entrypoint")
    return not commanded or any(_serves(manifest.project, launch) for launch in started)


def serves_by_flask(name: str, service: Lined, given: Sequence[Given], started: Sequence[Launch]) -> bool:
    """Whether a service starts Flask's own server, and nothing else tells of development but mounted code."""
    own = any(one.server == "flask" and _WATCHING.isdisjoint(one.options) for one in started)
    return own and not develops(name, service, given)


def serves_its_image(
    manifest: Manifest, name: str, service: Lined, given: Sequence[Given], started: Sequence[Launch]
) -> bool:
    """Whether a service runs the app as a release does, but for a FLASK_DEBUG that somebody left there."""
    others = [each for each in given if each.name != "FLASK_DEBUG"]
    return is_released(manifest, name, service, others, started) and not any(mounted_code(manifest, service))


def develops(name: str, service: Lined, given: Sequence[Given]) -> bool:
    """Whether a service says that it is for development: by its name, a switch, or Compose's own section."""
    values = ((each.name, each.value) for each in given if each.value is not None)
    return "develop" in service or is_developments(name) or any(is_for_development(*pair) for pair in values)


def _serves(project: Path, launch: Launch) -> bool:
    if is_program(launch):
        return folder_of(project, launch) is not None
    return launch.server != "flask" and _WATCHING.isdisjoint(launch.options)


def mounted_code(manifest: Manifest, service: Lined) -> Iterator[Path]:
    """The folders of Python files that replace those of the image, as they do while one writes them."""
    context = (manifest.folder / context_of(service)).resolve()
    for source in mounted(service):
        folder = (manifest.folder / source).resolve()
        below = "*/*.py" if folder == context else "*.py"  # with all of it goes the package of the app
        has_code = any(folder.glob("*.py")) or any(folder.glob(below))
        if source.startswith((".", "/", "$PWD", "${PWD}")) and has_code:
            yield folder


def context_of(service: Lined) -> str:
    """The folder that the service is built from, relative to the compose file's."""
    return service.text("build") or service.under("build").text("context") or "."


def mounted(service: Lined) -> Iterator[str]:
    """The folders of this machine that a service sees, as written; volumes by their name are Docker's own."""
    volumes = service.get("volumes")
    for one in volumes if isinstance(volumes, LinedList) else ():
        source = one.text("source") if isinstance(one, Lined) else str(one).partition(":")[0]
        if source and source.startswith((".", "/", "~", "$")):
            yield source


@dataclass(frozen=True, slots=True)
class _Purpose:
    """What an image is built for, and what its services put on the import path."""

    paths: tuple[str, ...]
    developed: bool
    undeployed: bool
    filled: bool  # only services run it that put folders of this machine over it

    def of(self, item: Item) -> Item:
        """A launch as it is in the image, and of the image what is known of it then."""
        if isinstance(item, Image) and self.filled:
            return replace(item, left_out=None)
        if not isinstance(item, Launch):
            return item
        paths = tuple(dict.fromkeys((*self.paths, *item.paths)))
        return replace(item, paths=paths, developed=self.developed, undeployed=self.undeployed)


def with_services(
    project: Path, read: Sequence[tuple[str, Sequence[Item]]]
) -> Iterator[tuple[str, list[Item]]]:
    """The items of each file, what an image starts with what the services built from it say of it."""
    services = [each for _, found in read for each in found if isinstance(each, Service)]
    paths: Mapping[str | None, tuple[str, ...]] = {one.builds: one.paths for one in services if one.paths}
    developed = {one.builds for one in services if one.developing}
    images = [path for path, found in read if any(isinstance(each, Image) for each in found)]
    run = {one.builds for one in services if one.as_built and not one.starts}
    elsewhere = deployed(project, images)
    idle = set(images) - elsewhere - run
    filled = {one.builds for one in services if not one.as_built} - elsewhere
    for path, found in read:
        purpose = _Purpose(
            paths.get(path, ()), developed=path in developed, undeployed=path in idle, filled=path in filled
        )
        yield path, [purpose.of(item) for item in found]


def given_to(services: Sequence[Service], launching: frozenset[str]) -> Iterator[Given]:
    """The variables of the services that start an app, themselves or by the Dockerfile that builds them."""
    for service in services:
        if service.released and (service.starts or service.builds in launching):
            yield from (each for each in service.given if each.value)  # "" is a place to fill in
