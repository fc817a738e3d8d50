"""What several boots tell that one cannot: each is made only where it can still tell something."""

import tempfile
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from releasecheck.facts.boot import Boot
from releasecheck.facts.boots import Boots, Deprecation, Leak, OtherBoot, Relative, Repeated, Running
from releasecheck.facts.source import Source
from releasecheck.gather.booter import Booter
from releasecheck.gather.boots import Answered
from releasecheck.gather.canaries import ignored
from releasecheck.gather.comparing import compared, steady
from releasecheck.gather.undotenv import dotenv_files, undecodable_files

_MADE_MAX = 20
_FLASKS_OWN = ("wsgi.py", "app.py")


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    """The boot from another working directory, with what it reached from there."""

    boot: OtherBoot
    relative: tuple[Relative, ...]
    folders: frozenset[str]  # that it made there


def several(
    booter: Booter, first: Answered, fact: Boot, source: Source | None, pool: ThreadPoolExecutor
) -> Callable[[Answered | None, Sequence[Answered]], Boots]:
    """Begin the boots that are needed; what is returned waits for them, and is given the others."""
    relative = _reached(first)
    moves = (relative or _is_adrift(first)) and not booter.choice.script
    elsewhere = pool.submit(_elsewhere, booter, first) if moves else None
    dotenv = pool.submit(dotenv_files, booter, first, fact)
    canaries = pool.submit(ignored, booter, first, fact, source)

    def wait(pages: Answered | None, sweeps: Sequence[Answered]) -> Boots:
        up = first.first("up") or {}
        found = dotenv.result()
        there = elsewhere.result() if elsewhere else None
        other = there.boot if there else None
        unsure = [*(one.without for one in found), other]
        if pages is None and any(one and (one.config or one.routes) for one in unsure):
            pages = booter.boot("again", {"collect": []})
        again = compared(first, pages) if pages and pages.first("state") else None
        return Boots(
            took_s=round(up.get("took_s", 0.0), 3),
            worked_s=round(up.get("worked_s", 0.0), 3),
            again=again,
            elsewhere=steady(other, again),
            factory=_factory(pages),
            dotenv=tuple(replace(one, without=steady(one.without, again)) for one in found),
            undecodable=undecodable_files(booter),
            ignored=canaries.result(),
            relative=relative,
            threads=_threads(first),
            leaks=tuple(_leaks(first, sweeps)),
            deprecations=tuple(_deprecations([first, *sweeps])),
            program=booter.choice.script,
            from_manifest=bool(booter.manifests.facts.launches),
            missed=tuple(_missed(relative, there)),
            folders=tuple(one for one in relative if there and Path(one.path).as_posix() in there.folders),
        )

    return wait


def _reached(answered: Answered) -> tuple[Relative, ...]:
    return msgspec.convert(answered.all("relative"), tuple[Relative, ...])


def _is_adrift(answered: Answered) -> bool:
    """Whether the app's own folders may be looked for in the working directory."""
    line = answered.first("state")
    return bool(line and line["state"].get("adrift"))


def _elsewhere(booter: Booter, first: Answered) -> _Elsewhere:
    """Compared with a boot whose working directory is a folder with nothing in it."""
    with tempfile.TemporaryDirectory(prefix="releasecheck-", ignore_cleanup_errors=True) as folder:
        target = _from_anywhere(booter.choice.target, booter.choice.cwd)
        answered = booter.boot_in(Path(folder), target, {"collect": []})
        found = {path.relative_to(folder).as_posix(): path.is_file() for path in Path(folder).rglob("*")}
        made = (path for path, is_file in found.items() if is_file)
        folders = frozenset(path for path, is_file in found.items() if not is_file)
        other = replace(compared(first, answered), made=tuple(sorted(made)[:_MADE_MAX]))
        return _Elsewhere(other, _reached(answered), folders)


def _missed(here: Iterable[Relative], elsewhere: _Elsewhere | None) -> Iterable[Relative]:
    """Files that were opened here and found, and that the app came up without there."""
    if elsewhere is None or elsewhere.boot.outcome != "up":
        return
    found = {*elsewhere.boot.made, *(one.path for one in elsewhere.relative if one.there)}
    followed = {one.path for one in elsewhere.relative}
    for one in here:
        if one.absolute and one.path not in followed:
            continue  # it stayed where it is: the project lies in the working directory, no more
        dotenv = Path(one.path).name.startswith((".env", ".flaskenv"))  # a deployment has variables
        if one.there and not dotenv and Path(one.path).as_posix() not in found and one.path not in found:
            yield one


def _from_anywhere(target: str | None, cwd: Path) -> str | None:
    """The target as it is to be named in another working directory: files by their whole paths."""
    if target is None:
        return next((str(cwd / name) for name in _FLASKS_OWN if (cwd / name).is_file()), None)
    path, colon, name = target.partition(":")
    return f"{cwd / path}{colon}{name}" if path.endswith(".py") or "/" in path else target


def _factory(pages: Answered | None) -> Repeated | None:
    line = pages.first("factory") if pages else None
    return msgspec.convert(line["factory"], Repeated) if line else None


def _threads(first: Answered) -> tuple[Running, ...]:
    line = first.first("state")
    return msgspec.convert(line["threads"], tuple[Running, ...]) if line else ()


def _leaks(first: Answered, sweeps: Iterable[Answered]) -> Iterable[Leak]:
    """Each once; what the first boot wrote every boot writes."""
    seen = set()
    for answered in (first, *sweeps):
        for line in answered.all("said"):
            for told in line["leaks"]:
                leak = msgspec.convert({**told, "asked": answered is not first}, Leak)
                known = (leak.key, leak.place) if leak.place.path else (leak.key, leak.stream)
                if known not in seen:
                    seen.add(known)
                    yield leak


def _deprecations(answers: Iterable[Answered]) -> Iterable[Deprecation]:
    lines = (line for answered in answers for line in answered.all("said"))
    found = (msgspec.convert(told, Deprecation) for line in lines for told in line["deprecations"])
    return dict.fromkeys(found)
