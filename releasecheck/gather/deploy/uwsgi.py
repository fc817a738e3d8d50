"""What uWSGI is told to serve: on its command line, and in the ini file that this names."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from releasecheck.facts import Place
from releasecheck.facts.deploy import Launch
from releasecheck.gather.deploy.lined import as_number
from releasecheck.gather.deploy.manifest import Given, Item, Manifest, Script, Scripts
from releasecheck.gather.deploy.sections import Option, sections
from releasecheck.gather.deploy.servers import options

_TARGETS = ("module", "wsgi-file", "mount")
_ALIASES = {"w": "module", "wsgi": "module", "file": "wsgi-file", "p": "processes", "workers": "processes"}
_SECTION = re.compile(r"^\s*\[uwsgi\]", re.MULTILINE)
_PLACEHOLDER = re.compile(r"%\((\w[\w-]*)\)|%d")


def uwsgi(manifest: Manifest) -> Iterator[Item]:
    """The app that an ini file has served, and the variables that it sets."""
    if not _SECTION.search(manifest.text):  # another program's
        return
    for section in sections(manifest.text):
        file = Script(manifest.path, manifest.text)
        yield from _launch(_given(file, section), manifest.at(_line(section)))
        for option in section:
            if option.name == "env":
                name, _, value = option.value.partition("=")
                yield Given(name.strip(), value.strip(), manifest.at(option.line))


def started_by_uwsgi(words: Sequence[str], scripts: Scripts, place: Place) -> Iterator[Launch]:
    """By the words after `uwsgi`; what they say goes before what the ini file says, where they name one."""
    given = {_name(name.lstrip("-")): value for name, value in options(words).given.items()}
    if not any(name in given for name in _TARGETS):
        for file in _named(words, scripts):
            for section in sections(file.text):
                there = _given(file, section)
                yield from _launch({**there, **given}, Place(file.path, _line(section)))
            return
    yield from _launch(given, place)


def _named(words: Sequence[str], scripts: Scripts) -> Iterator[Script]:
    """The first ini file of the project among the words: `app.ini`, `--ini=conf/app.ini:production`."""
    for word in words:
        name = PurePosixPath(word.rpartition("=")[2]).name.partition(":")[0]
        if name.endswith(".ini") and name in scripts:
            yield scripts[name]


def _given(file: Script, section: Sequence[Option]) -> dict[str, str]:
    """The options, with what stands for others and for the folder of the file (`%(base)`, `%d`)."""
    given = {_name(one.name): one.value.strip("'\"") for one in section}
    folder = "".join(f"{part}/" for part in PurePosixPath(file.path).parent.parts)

    def expanded(found: re.Match[str]) -> str:
        return given.get(found[1], found[0]) if found[1] else folder

    return {name: _PLACEHOLDER.sub(expanded, value) for name, value in given.items()}


def _line(section: Sequence[Option]) -> int | None:
    return next((one.line for one in section if _name(one.name) in _TARGETS), None)


def _name(written: str) -> str:
    return _ALIASES.get(written, written)


def _launch(given: Mapping[str, str], place: Place) -> Iterator[Launch]:
    target = given.get("module") or given.get("wsgi-file") or given.get("mount", "").partition("=")[2]
    if not target:
        return
    called = given.get("callable")
    yield Launch(
        "uwsgi",
        f"{target}:{called}" if called and ":" not in target else target,
        place,
        folder=given.get("chdir") or ".",
        workers=as_number(given.get("processes")),
        threads=as_number(given.get("threads")),
        options=tuple(given),
    )
