"""What a compose file says of the services that are the project's own, and of proxies beside them."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from releasecheck.facts import Place
from releasecheck.facts.deploy import (
    EnvFile,
    FileMount,
    FleetingStore,
    Launch,
    Mount,
    NewDisk,
    Proxy,
    Published,
)
from releasecheck.gather.deploy.asking import asked_by
from releasecheck.gather.deploy.commands import launches
from releasecheck.gather.deploy.dockerfile import as_copied
from releasecheck.gather.deploy.layout import Layout, search_path
from releasecheck.gather.deploy.lined import Lined, LinedList, documents
from releasecheck.gather.deploy.manifest import AppPort, Given, Item, Manifest, Service, read
from releasecheck.gather.deploy.names import is_developments, is_infrastructure
from releasecheck.gather.deploy.nginx import nginx, passes_to
from releasecheck.gather.deploy.run_files import covered
from releasecheck.gather.deploy.services import (
    context_of,
    develops,
    image_of,
    is_released,
    mounted,
    mounted_code,
    serves,
    serves_by_flask,
    serves_its_image,
)
from releasecheck.gather.deploy.store_passwords import store_passwords

# Databases, caches and queues.
_STORES = re.compile(
    r"(^|[/._-])(postgres|postgresql|postgis|mysql|mariadb|mongo|mongodb|redis|valkey|rabbitmq|memcached|"
    r"elasticsearch|opensearch|clickhouse|influxdb)($|[:@._-])"
)
_DATABASES = re.compile(
    r"(^|[/._-])(postgres|postgresql|postgis|mysql|mariadb|mongo|mongodb|clickhouse|influxdb)($|[:@._-])"
)
_FILLS = "/docker-entrypoint-initdb.d/"
_TO_ALL = re.compile(r"(0\.0\.0\.0:)?(\d+(-\d+)?|\$\{?[^:}]+(:-[^}]*)?\}?):\d+(-\d+)?(/tcp)?")
_VARIABLE = re.compile(r"\$\{?\w")
_PROXIES = re.compile(r"(^|[/._-])(nginx|traefik|caddy|haproxy|envoy)($|[:/@._-])")


def compose(manifest: Manifest) -> Iterator[Item]:
    """Items of every service but databases and their like."""
    for document in documents(manifest.text):
        services = document.under("services")
        yield from _proxies_made(manifest, services)
        for name in services:
            service = services.under(name)
            yield from _file_mounts(manifest, name, service)
            image = service.text("image") or ""
            place = manifest.at(services.line(name))
            proxy = _PROXIES.search(image) if is_infrastructure(image) else None
            if proxy and "build" not in service:
                yield Proxy(proxy[2], 1, place)
            elif "build" in service or not is_infrastructure(image):
                yield from _service(manifest, name, service, place)
            elif _STORES.search(image.lower()):
                yield from _published(manifest, name, service)
                yield from store_passwords(name, _environment(manifest, service))
                if _DATABASES.search(image.lower()) and _is_fleeting(manifest, name, service):
                    yield FleetingStore(name, image, place)


def _proxies_made(manifest: Manifest, services: Lined) -> Iterator[Item]:
    """Services that are made here, of an nginx that passes requests on to one of the project's own."""
    apps = {name: set(_names(name, services.under(name))) for name in services}
    apps = {name: names for name, names in apps.items() if _is_app(manifest, services.under(name))}
    for name in services:
        folder = (
            _within(manifest, context_of(services.under(name))) if "build" in services.under(name) else None
        )
        others = {each for app, names in apps.items() if app != name for each in names}
        for path in _configs_of_nginx(folder) if folder else ():
            text, relative = read(path), path.relative_to(manifest.project).as_posix()
            if passes_to(text) & others and not any(map(is_developments, Path(relative).parts)):
                yield from nginx(replace(manifest, path=relative, text=text))


def _published(manifest: Manifest, name: str, service: Lined) -> Iterator[Published]:
    """The ports that it opens, save on an address of this machine alone or where docker picks one."""
    ports = service.listed("ports")
    for port, line in zip(ports, ports.lines, strict=True):
        if isinstance(port, Lined):
            written, host = f"{port.get('published')}:{port.get('target')}", port.text("host_ip")
            open_to_all = "published" in port and host in (None, "0.0.0.0")  # noqa: S104 - looked for
        else:
            written = str(port)
            open_to_all = _TO_ALL.fullmatch(written) is not None
        if open_to_all:
            yield Published(name, written, manifest.at(line))


def _is_fleeting(manifest: Manifest, name: str, service: Lined) -> bool:
    """Whether nothing keeps its rows, be it here or in a file that is read together with this one."""
    elsewhere = any(key in service for key in ("volumes_from", "extends", "tmpfs"))
    if is_developments(name) or elsewhere or not _only_fills(manifest, name, service):
        return False
    return not _has_volumes_elsewhere(manifest, name)


def _has_volumes(manifest: Manifest, name: str, service: Lined) -> bool:
    """Whether it has any, be it here or in a file that is read together with this one."""
    own = ("volumes", "volumes_from", "extends", "tmpfs", "develop")
    return any(key in service for key in own) or _has_volumes_elsewhere(manifest, name)


def _has_volumes_elsewhere(manifest: Manifest, name: str) -> bool:
    beside = (
        path for path in manifest.folder.glob("*compose*.y*ml") if path.name != Path(manifest.path).name
    )
    return any(_mentions_volumes(path, name) for path in beside if path.is_file())


def _only_fills(manifest: Manifest, name: str, service: Lined) -> bool:
    """Whether it has no volumes but those of which an image of a database reads its first rows."""
    if "volumes" not in service:
        return True
    targets = [one.target for one in _mounts(manifest, name, service)]
    known = len(targets) == len(service.listed("volumes"))
    return known and bool(targets) and all(f"{one}/".startswith(_FILLS) for one in targets)


def _mentions_volumes(path: Path, name: str) -> bool:
    text = read(path)
    return "volumes" in text and re.search(rf"^\s+{re.escape(name)}\s*:", text, re.MULTILINE) is not None


def _mounts(manifest: Manifest, name: str, service: Lined) -> Iterator[Mount]:
    """Its volumes, those of one line by their second part, or their first where they have no other."""
    volumes = service.listed("volumes")
    for one, line in zip(volumes, volumes.lines, strict=True):
        if isinstance(one, Lined):
            source, target = one.text("source") or "", one.text("target") or ""
        elif _VARIABLE.search(str(one)):  # in which a colon may stand
            continue
        else:
            first, _, rest = str(one).partition(":")
            source, target = (first, rest.partition(":")[0]) if rest else ("", first)
        if target.startswith("/"):
            yield Mount(name, source, target.rstrip("/") or "/", manifest.at(line))


def _file_mounts(manifest: Manifest, name: str, service: Lined) -> Iterator[FileMount]:
    """Those of one file, by its suffix on both sides; a script that names it may make it."""
    project = manifest.project.resolve()
    for one in _mounts(manifest, name, service):
        path = (manifest.folder / one.source).resolve()
        suffix = path.suffix and path.suffix == Path(one.target).suffix
        if one.source.startswith("./") and suffix and path.is_relative_to(project):
            made = any(path.name in script.text for script in manifest.scripts.values())
            if not made:
                yield FileMount(name, path.relative_to(project).as_posix(), one.target, one.place)


def _names(name: str, service: Lined) -> Iterator[str]:
    """By which other services reach it."""
    yield name
    if own := service.text("container_name"):
        yield own


def _is_app(manifest: Manifest, service: Lined) -> bool:
    """Whether it may be a program of the project's in Python."""
    if "build" not in service:
        return not is_infrastructure(service.text("image") or "")
    folder = _within(manifest, context_of(service))
    return folder is not None and not _is_other_language(folder)


def _configs_of_nginx(folder: Path) -> list[Path]:
    patterns = ("*nginx*.conf*", "default.conf*", "nginx/*.conf*")
    return [path for pattern in patterns for path in sorted(folder.glob(pattern)) if path.is_file()]


def _service(manifest: Manifest, name: str, service: Lined, place: Place) -> Iterator[Item]:
    given = list(_environment(manifest, service))
    yield from _env_files(manifest, service)
    folder = _within(manifest, context_of(service))
    built = image_of(manifest, service, folder) if folder else None
    paths = search_path({each.name: each.value for each in given if each.value is not None})
    image = built.layout if built else None
    if built and built.runs:
        yield from covered(
            built.runs, list(_mounts(manifest, name, service)), manifest.folder, manifest.project
        )
    for_developers = develops(name, service, given)
    as_built = "build" in service and not (for_developers or any(mounted(service)))
    developing = for_developers or any(mounted_code(manifest, service))
    launched = (replace(launch, as_built=as_built) for launch in _launches(manifest, service))
    started = [_placed(launch, paths, image) for launch in launched]
    yield from started
    released = is_released(manifest, name, service, given, started)
    if released and (built or started):
        yield from (
            AppPort(tuple(_names(name, service)), port) for port in _published(manifest, name, service)
        )
    served = bool(built or started) and serves_its_image(manifest, name, service, given, started)
    yield from (replace(each, served=served) for each in given)
    if released and built and not _has_volumes(manifest, name, service):
        yield NewDisk(place, built.path)
    if "build" in service and not developing:
        yield from _mounts(manifest, name, service)
    if given or developing or built:
        yield Service(
            builds=built.path if built else None,
            starts=bool(started),
            released=released,
            mounts_code=not released and serves(manifest, name, service, given, started),
            own_server=serves_by_flask(name, service, given, started),
            given=tuple(given),
            paths=image.folders(paths) if image else (),
            developing=developing,
            as_built=as_built,
        )
    check = service.under("healthcheck")
    test = check.get("test")
    if isinstance(test, str | list) and folder is not None and not _is_other_language(folder):
        words = test if isinstance(test, str) else [word for word in test if isinstance(word, str)]
        relative = folder.relative_to(manifest.project).as_posix()
        yield from asked_by(words, manifest.at(check.line("test")), relative)
    labels = service.get("labels")
    texts = [*labels, *labels.values()] if isinstance(labels, Lined) else labels or ()
    if any(isinstance(label, str) and label.startswith("traefik.") for label in texts):
        yield Proxy("traefik", 1, place)


def _within(manifest: Manifest, context: str) -> Path | None:
    """The folder of the context, null where it is not of this project."""
    folder = (manifest.folder / context).resolve()
    return folder if folder.is_dir() and folder.is_relative_to(manifest.project) else None


def _is_other_language(folder: Path) -> bool:
    return (folder / "package.json").is_file() and not any(folder.glob("*.py"))


def _placed(launch: Launch, paths: tuple[str, ...], image: Layout | None) -> Launch:
    whole = replace(launch, paths=(*launch.paths, *paths))
    return as_copied(whole, image) if image else whole


def _launches(manifest: Manifest, service: Lined) -> Iterator[Launch]:
    replicas = service.number("scale") or service.under("deploy").number("replicas")
    entrypoint, command = (_words(service.get(key)) for key in ("entrypoint", "command"))
    place = manifest.at(service.line("command") or service.line("entrypoint"))
    whole = launches([*entrypoint, *command], manifest.scripts, place)
    alone = launches(command, manifest.scripts, place) if entrypoint else ()
    for launch in (*whole, *alone):
        yield replace(launch, replicas=replicas)


def _words(command: object) -> list[str]:
    if isinstance(command, LinedList):
        return [word for word in command if isinstance(word, str)]
    try:
        return shlex.split(command) if isinstance(command, str) else []
    except ValueError:
        return command.split() if isinstance(command, str) else []


def _environment(manifest: Manifest, service: Lined) -> Iterator[Given]:
    """`environment` as a mapping or as a list; a name without value is passed on from outside."""
    given = service.get("environment")
    if isinstance(given, Lined):
        for name, value in given.items():
            yield Given(name, value if isinstance(value, str) else None, manifest.at(given.line(name)))
    elif isinstance(given, LinedList):
        for text, line in given.texts():
            name, equals, value = text.partition("=")
            yield Given(name.strip(), value if equals else None, manifest.at(line))


def _env_files(manifest: Manifest, service: Lined) -> Iterator[EnvFile]:
    given = service.get("env_file")
    place = manifest.at(service.line("env_file"))
    for one in given if isinstance(given, LinedList) else [given]:
        path = one.text("path") if isinstance(one, Lined) else one
        if isinstance(path, str):
            yield EnvFile((Path(manifest.path).parent / path).as_posix(), place)
