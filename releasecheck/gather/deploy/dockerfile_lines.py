"""A Dockerfile as stages of instructions."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise, takewhile

from releasecheck.gather.deploy.names import is_developments

_DIRECTIVE = re.compile(r"#\s*escape\s*=\s*(\S)\s*$", re.IGNORECASE | re.MULTILINE)
_WITH_DOCUMENTS = frozenset({"RUN", "COPY", "ADD"})
_HEREDOC = re.compile(r"<<-?([\"']?)(\w+)\1")
_TAKES = {
    "COPY": re.compile(r"(?:--\S+\s+)*?--from=(?P<stage>[\w.-]+)"),
    "RUN": re.compile(r"(?:--\S+\s+)*?--mount=(?:\S*,)?from=(?P<stage>[\w.-]+)"),
}
_FROM = re.compile(r"(?:--\S+\s+)*(?P<base>\S+)(?:\s+AS\s+(?P<name>\S+))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction: its name in capitals, what follows it, and its first line."""

    name: str
    value: str
    line: int


@dataclass(frozen=True, slots=True)
class Stage:
    """What follows a FROM; `name` is what later stages call it."""

    base: str
    name: str | None
    line: int
    instructions: tuple[Instruction, ...]


def deployed_stages(text: str) -> list[Stage]:
    """The stage that is released and those of this file that it is built on, the first of them first."""
    stages = list(all_stages(list(instructions(text))))
    released = [stage for stage in stages if not is_developments(stage.name or "")] or stages
    return built_on(released[-1], stages) if released else []


def built_on(stage: Stage, stages: Sequence[Stage]) -> list[Stage]:
    """A stage and those of this file that it is built on, the first of them first."""
    chain = [stage]
    while base := named(chain[0].base, stages[: stages.index(chain[0])]):
        chain.insert(0, base)
    return chain


def handing_on(released: Sequence[Stage], stages: Sequence[Stage]) -> list[Stage]:
    """The stages besides that these take something from, and that those in turn need, first things first."""
    needed = list(released)
    for stage in needed:  # which grows
        earlier = stages[: stages.index(stage)]
        for each in stage.instructions:
            pattern = _TAKES.get(each.name)
            origin = pattern.match(each.value) if pattern else None
            other = meant(origin["stage"], earlier) if origin else None
            needed += [one for one in (built_on(other, stages) if other else ()) if one not in needed]
    return sorted(needed[len(released) :], key=lambda one: one.line)


def meant(origin: str, earlier: Sequence[Stage]) -> Stage | None:
    """The stage that a later one takes something from, by its name or by its number."""
    if origin.isdecimal():
        return earlier[int(origin)] if int(origin) < len(earlier) else None
    return named(origin, earlier)


def named(name: str, earlier: Sequence[Stage]) -> Stage | None:
    """The stage that a later one means."""
    return next((stage for stage in reversed(earlier) if (stage.name or "").lower() == name.lower()), None)


def all_stages(given: Sequence[Instruction]) -> Iterator[Stage]:
    starts = [index for index, one in enumerate(given) if one.name == "FROM"]
    for start, end in pairwise([*starts, len(given)]):
        found = _FROM.match(given[start].value)
        if found:
            yield Stage(found["base"], found["name"], given[start].line, tuple(given[start + 1 : end]))


def instructions(text: str) -> Iterator[Instruction]:
    """Every instruction; lines that are continued are one, what a here-document holds follows its line."""
    directive = _DIRECTIVE.match(text)
    escape = directive[1] if directive else "\\"
    rows = enumerate(text.splitlines(), 1)
    for number, first in rows:
        if _says_nothing(first):
            continue
        parts = [first]
        while parts[-1].rstrip().endswith(escape):
            parts[-1] = parts[-1].rstrip().removesuffix(escape)
            parts.append(next((line for _, line in rows if not _says_nothing(line)), ""))
        name, _, value = " ".join(part.strip() for part in parts).partition(" ")
        if name.upper() in _WITH_DOCUMENTS:
            value = "\n".join([value, *_here_documents(value, rows)])
        yield Instruction(name.upper(), value.strip(), number)


def _says_nothing(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def _here_documents(value: str, rows: Iterator[tuple[int, str]]) -> list[str]:
    """The lines of the here-documents that a value opens."""
    body: list[str] = []
    for found in _HEREDOC.finditer(value):
        body.extend(takewhile(partial(_differs, found[2]), (line for _, line in rows)))
    return body


def _differs(end: str, line: str) -> bool:
    return line.strip() != end
