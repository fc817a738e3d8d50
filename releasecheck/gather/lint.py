"""What ruff says of the project: by the project's own settings, and by our set on top."""

import ast
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal

from releasecheck.facts import Absence, Place
from releasecheck.facts.runs import Lint, LintFinding
from releasecheck.gather import hiding, number_columns, ruff
from releasecheck.gather.given import given_to_all, takes_unseen_names
from releasecheck.gather.harmless import Others, is_harmless
from releasecheck.gather.lint_rules import (
    BREAKS,
    HARMLESS,
    HIDDEN,
    OURS,
    SECURITY,
    SYNTAX,
    UNDEFINED,
    UNREADABLE,
    USELESS,
)
from releasecheck.gather.quoting import names_only
from releasecheck.gather.source.files import role_of, walk
from releasecheck.gather.source.parse import parse, read
from releasecheck.gather.unevaluated import Position, is_unevaluated

_RELEASED = frozenset({"app", "migration"})  # a broken test or tool does not break the release

_ALL_OFF = re.compile(rb"^[ \t]*#\s*(ruff|flake8)\s*:\s*noqa[ \t\r]*$", re.IGNORECASE | re.MULTILINE)
_WSGI_TOO = 'extend-include = ["*.wsgi"]'
_BLANK = re.compile(rb"\{\{|\{%|<%|@@")  # of a template from which the file is made
_TEST = re.compile(r"`test_\w+`")
_DEED = re.compile(
    r"\s*(?:[\w.]+(?:\(.*\)[\w.]*)?\.(?:commit|rollback|flush|delete|save|close|create_all|drop_all)"
    r"|(?:[\w.]+\.)?(?:unset_jwt_cookies|unset_access_cookies|unset_refresh_cookies|logout_user|login_user)"
    r"|(?:flask\.)?session\.clear)\s*(?:#.*)?"
)


@dataclass(frozen=True, slots=True)
class _Work:
    project: Path
    target: str  # py311
    ends: float  # time.monotonic()
    files: dict[str, Path]  # what may be spoken of
    paths: dict[str, str]  # as ruff names those files -> as we do
    given: frozenset[str] = frozenset()  # names that every module has, as if they were builtins

    @property
    def left(self) -> float:
        return self.ends - time.monotonic()


@dataclass(frozen=True, slots=True)
class _Said:
    """ruff's answers: by the project's selection, by ours, and why the former could not be used."""

    chosen: Sequence[ruff.Diagnostic]
    added: Sequence[ruff.Diagnostic]
    refused: str | None = None


def gather_lint(
    project: Path, exclude: Sequence[str], python_version: str, deadline: float
) -> Lint | Absence:
    """Lint the project as code for `python_version` ("3.11.4"), in at most `deadline` seconds."""
    project = project.resolve()
    files = {path: file for path, file in walk(project, exclude) if _is_lintable(project, file)}
    paths = {ruff.shown(file): path for path, file in files.items()}
    work = _Work(project, ruff.target(python_version), time.monotonic() + deadline, files, paths)
    settings = ruff.read_settings(project)
    said = _asked(work, settings) if settings else _asked_alone(work)
    if isinstance(said, Absence):
        return said
    if any(one.code == UNDEFINED for one in (*said.chosen, *said.added)):
        work = replace(work, given=given_to_all(files.values()))
    return Lint(
        version=ruff.installed(),
        findings=_together(_of_project(work, said.chosen), _of_ours(work, said.added)),
        configured_in=settings.file if settings else None,
        reason=said.refused,
        security=settings.security if settings else None,
        switched_off=tuple(_switched_off(files)),
    )


def _switched_off(files: Mapping[str, Path]) -> Iterator[Place]:
    """Where a file of the app says that ruff is to pass it over, whatever it finds."""
    for path, file in files.items():
        content = read(file) if role_of(path) == "app" else b""
        match = _ALL_OFF.search(content) if isinstance(content, bytes) else None
        if match and isinstance(content, bytes):
            yield Place(path, content.count(b"\n", 0, match.start()) + 1)


def _asked(work: _Work, settings: ruff.Settings) -> _Said | Absence:
    """By the settings where they select anything, and for our set by the rest of them."""
    added = ruff.ask(work.project, _ours(work, settings.ignored), work.left)
    if isinstance(added, ruff.Refused):
        return _asked_alone(work, added.reason) if added.settings else Absence("inconclusive", added.reason)
    if settings.selection is None:
        return _Said((), added)
    chosen = ruff.ask(work.project, settings.selection, work.left)
    if not isinstance(chosen, ruff.Refused):
        return _Said(chosen, added)
    return _Said((), added, chosen.reason) if chosen.settings else Absence("inconclusive", chosen.reason)


def _asked_alone(work: _Work, refused: str | None = None) -> _Said | Absence:
    """For our set, without the project's settings."""
    added = ruff.ask(work.project, ("--isolated", *_ours(work)), work.left)
    if isinstance(added, ruff.Refused):
        return Absence("inconclusive", added.reason)
    return _Said((), added, refused)


def _ours(work: _Work, ignored: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Our set for the Python that will run the app; what the project ignores by name it has decided."""
    codes = ",".join(sorted(code for code in OURS if not code.startswith(ignored)))
    return ("--select", codes, "--target-version", work.target, "--config", _WSGI_TOO)


def _is_lintable(project: Path, file: Path) -> bool:
    """Python source inside the project: notebooks are not released, and a link may lead out."""
    if file.suffix not in (".py", ".wsgi") or not file.resolve().is_relative_to(project):
        return False
    return file.suffix == ".py" or not _is_to_be_filled_in(file)


def _is_to_be_filled_in(file: Path) -> bool:
    content = read(file)
    return isinstance(content, str) or _BLANK.search(content) is not None


def _of_project(work: _Work, said: Iterable[ruff.Diagnostic]) -> list[LintFinding]:
    """Without syntax errors: those are judged for the Python that runs the app, see `_of_ours`."""
    return [
        _finding(work, path, code, one, "project")
        for path, code, one in _in_project(work, said)
        if code != SYNTAX
    ]


def _of_ours(work: _Work, said: Iterable[ruff.Diagnostic]) -> list[LintFinding]:
    found = []
    unparsable = set()
    for path, code, one in _in_project(work, said):
        if path in unparsable or not _counts(work, path, code, one):
            continue
        if code == SYNTAX:
            unparsable.add(path)  # what follows in that file follows from it
        found.append(_finding(work, path, code, one, "releasecheck"))
    return found


def _in_project(work: _Work, said: Iterable[ruff.Diagnostic]) -> Iterable[tuple[str, str, ruff.Diagnostic]]:
    for one in said:
        path = work.paths.get(one.filename)
        if path is not None:
            yield path, one.code or one.name or SYNTAX, one


def _counts(work: _Work, path: str, code: str, one: ruff.Diagnostic) -> bool:
    if path.endswith(".wsgi"):  # that mod_wsgi can load it is all that is asked of it
        return _breaks(work, path, code, one)
    if code in SECURITY:
        return (
            role_of(path) == "app" and HARMLESS not in one.message and not _is_harmless(work, path, code, one)
        )
    if code == HIDDEN and role_of(path) == "test":
        return _TEST.search(one.message) is not None
    if code == HIDDEN:
        return _meant(work, path, one) is not None
    if code == USELESS:
        return role_of(path) == "app" and _is_not_called(work, path, one)
    return _breaks(work, path, code, one) or code not in (UNDEFINED, UNREADABLE)


def _finding(
    work: _Work, path: str, code: str, one: ruff.Diagnostic, selected_by: Literal["project", "releasecheck"]
) -> LintFinding:
    return LintFinding(
        code=code,
        message=names_only(one.message) + (_meant(work, path, one) or "" if code == HIDDEN else ""),
        place=Place(path, one.location.row, one.location.column),
        selected_by=selected_by,
        breaks=role_of(path) in _RELEASED and _breaks(work, path, code, one),
        fix=names_only(one.fix.message) if one.fix and one.fix.message else None,
    )


def _breaks(work: _Work, path: str, code: str, one: ruff.Diagnostic) -> bool:
    if code not in (UNDEFINED, UNREADABLE):
        return code == SYNTAX or code in BREAKS
    content = read(work.files[path])
    tree = parse(content) if isinstance(content, bytes) else content
    if isinstance(content, str) or isinstance(tree, str):
        return code == UNREADABLE  # Python reads encodings that ruff does not; here it did not either
    return code != UNREADABLE and _is_looked_up(work, tree, content, one)


def _is_looked_up(work: _Work, tree: ast.Module, content: bytes, one: ruff.Diagnostic) -> bool:
    """Whether Python 3 gets to the undefined name, and nothing unseen gives it."""
    quoted = re.search(r"`(.+)`", one.message)
    name = quoted[1] if quoted else ""
    given = name in work.given or takes_unseen_names(tree)
    return not (given or is_unevaluated(tree, _position(content, one), name))


def _is_not_called(work: _Work, path: str, one: ruff.Diagnostic) -> bool:
    """Whether a method stands there whose name means a deed; below `try:` it may be asked for."""
    content = read(work.files[path])
    lines = content.decode(errors="replace").splitlines() if isinstance(content, bytes) else []
    above, line = ["", *lines][one.location.row - 1 : one.location.row + 1] if lines else ("", "")
    return _DEED.fullmatch(line) is not None and above.strip() != "try:"


def _meant(work: _Work, path: str, one: ruff.Diagnostic) -> str | None:
    """What fails in an app's module because a name hides the import that is meant."""
    name = re.match(r"Redefinition of unused `(\w+)`", one.message)
    content = read(work.files[path])
    tree = parse(content) if isinstance(content, bytes) and name and role_of(path) == "app" else ""
    breaks = (
        hiding.what_breaks(tree, one.location.row, name[1]) if name and not isinstance(tree, str) else None
    )
    return f", and `{breaks[0]}` in line {breaks[1]} means the former" if breaks else None


def _is_harmless(work: _Work, path: str, code: str, one: ruff.Diagnostic) -> bool:
    content = read(work.files[path])
    tree = parse(content) if isinstance(content, bytes) else content
    if isinstance(content, str) or isinstance(tree, str):
        return False
    others = Others(partial(_module, work), partial(_numbers, work), partial(_named, work, path))
    return is_harmless(tree, _position(content, one), code, others)


def _named(work: _Work, own: str, function: str) -> bool:
    """Whether another file may call the function of one: it has the name, and no such function of its own."""
    word = re.compile(rb"\b%s\b" % function.encode())
    others = (read(file) for path, file in work.files.items() if path != own)
    found = (one for one in others if isinstance(one, bytes) and word.search(one))
    return any(f"def {function}(".encode() not in one for one in found)


def _numbers(work: _Work) -> frozenset[str]:
    """What the project's models hold numbers under; read only where a finding asks for it."""
    own = (read(file) for path, file in work.files.items() if role_of(path) == "app")
    likely = (one for one in own if isinstance(one, bytes) and (b"Column" in one or b"mapped_column" in one))
    trees = map(parse, likely)
    return number_columns.names(one for one in trees if not isinstance(one, str))


def _module(work: _Work, name: str) -> ast.Module | None:
    """The project's module of that dotted name, the outermost; null where none or several may be meant."""
    tail = "/" + name.replace(".", "/")
    paths = [path for path in work.files if f"/{path}".endswith((f"{tail}.py", f"{tail}/__init__.py"))]
    outermost = min((path.count("/") for path in paths), default=0)
    likely = [path for path in paths if path.count("/") == outermost]
    content = read(work.files[likely[0]]) if len(likely) == 1 else ""
    tree = parse(content) if isinstance(content, bytes) else content
    return None if isinstance(tree, str) else tree


def _position(content: bytes, one: ruff.Diagnostic) -> Position:
    """Where ruff's line and column are as `ast` counts."""
    line = content.splitlines()[one.location.row - 1]
    return one.location.row, len(line.decode(errors="replace")[: one.location.column - 1].encode())


def _together(chosen: Iterable[LintFinding], added: Iterable[LintFinding]) -> tuple[LintFinding, ...]:
    """The project's, and ours where the project's say nothing; what breaks is never left unsaid."""
    found = list(chosen)
    places = {one.place for one in found}
    breaking = {one.place for one in found if one.breaks}
    for one in sorted(added, key=lambda one: (not one.breaks, one.code)):
        if one.place not in (breaking if one.breaks else places):
            found.append(one)
            places.add(one.place)
            breaking.add(one.place)
    return tuple(
        sorted(found, key=lambda one: (one.place.path or "", one.place.line or 0, one.place.column or 0))
    )
