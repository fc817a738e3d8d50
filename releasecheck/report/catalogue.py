"""The rules as text and as Markdown."""

import itertools
from collections.abc import Iterable, Iterator

from releasecheck.registry import Rule


def as_text(rules: Iterable[Rule]) -> str:
    """One line per rule, under its family."""
    listed = list(rules)
    width = max(len(rule.id) for rule in listed)
    lines = []
    for family, members in itertools.groupby(listed, key=lambda rule: rule.family):
        lines.append(family)
        lines += [f"  {rule.id:{width}}  {rule.severity:7}  {rule.summary}" for rule in members]
    return "\n".join(lines) + "\n"


def as_markdown(rules: Iterable[Rule]) -> str:
    """A page with every rule's documentation."""
    return "\n".join(_page(list(rules))) + "\n"


def _page(rules: list[Rule]) -> Iterator[str]:
    yield "# The rules"
    yield ""
    yield "Generated from the docstrings by `make docs`; `releasecheck explain ID` prints the same."
    for family, members in itertools.groupby(rules, key=lambda rule: rule.family):
        yield from ("", f"## {family}")
        for rule in members:
            yield from ("", f"### {rule.id}", "", f"*{rule.severity}*", "", _as_code_blocks(rule.doc))


def _as_code_blocks(doc: str) -> str:
    """A docstring's literal blocks (`Fault::` and what is indented under it) as fenced ones."""
    out: list[str] = []
    inside = False
    for line in doc.splitlines():
        if inside and line and not line.startswith("    "):
            _close(out)
            inside = False
        if line.endswith("::"):
            out += [line[:-1], "", "```"]
            inside = True
        elif not (inside and not line and out[-1] == "```"):
            out.append(line.removeprefix("    ") if inside else line)
    if inside:
        _close(out)
    return "\n".join(out)


def _close(out: list[str]) -> None:
    while out[-1] == "":
        out.pop()
    out += ["```", ""]
