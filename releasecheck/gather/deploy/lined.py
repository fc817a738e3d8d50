"""YAML as dicts, lists and texts that know the lines they are on."""

from collections.abc import Iterator
from typing import Any

import yaml

_MERGE = "tag:yaml.org,2002:merge"
_NULL = "tag:yaml.org,2002:null"


class Lined(dict[str, Any]):
    """A mapping that knows the line of each of its keys."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, int] = {}

    def line(self, key: str) -> int | None:
        """The line of a key, from 1."""
        return self.lines.get(key)

    def under(self, *keys: str) -> "Lined":
        """The mapping under these keys, one below the other; an empty one where there is none."""
        found: Any = self
        for key in keys:
            found = found.get(key) if isinstance(found, Lined) else None
        return found if isinstance(found, Lined) else Lined()

    def listed(self, key: str) -> "LinedList":
        """The list under a key; an empty one where there is none."""
        found = self.get(key)
        return found if isinstance(found, LinedList) else LinedList()

    def text(self, key: str) -> str | None:
        """The text under a key, null where there is something else or nothing."""
        found = self.get(key)
        return found if isinstance(found, str) else None

    def number(self, key: str) -> int | None:
        """The number under a key, null where there is something else or nothing."""
        return as_number(self.text(key))


class LinedList(list[Any]):
    """A list that knows the line of each of its items."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[int] = []

    def mappings(self) -> Iterator[Lined]:
        """Those of its items that are mappings."""
        return (item for item in self if isinstance(item, Lined))

    def texts(self) -> Iterator[tuple[str, int]]:
        """Those of its items that are texts, with their lines."""
        return ((item, line) for item, line in zip(self, self.lines, strict=True) if isinstance(item, str))


def documents(text: str) -> list[Lined]:
    """The mappings among a file's documents; none where it is not YAML, such as a template of Helm.

    Every scalar stays the text that was written, null excepted; what an alias repeats is the same object.
    """
    try:
        found = [_Construction().of(node) for node in yaml.compose_all(text, yaml.SafeLoader)]
    except (yaml.YAMLError, ValueError, RecursionError):
        return []
    return [document for document in found if isinstance(document, Lined)]


def as_number(text: str | None) -> int | None:
    """The number that a text is, if it is one."""
    return int(text) if text is not None and text.isascii() and text.isdigit() else None


class _Construction:
    """From nodes to values, each node once: aliases may repeat each other or themselves."""

    def __init__(self) -> None:
        self._made: dict[int, Any] = {}

    def of(self, node: yaml.Node) -> Any:
        if id(node) not in self._made:
            if isinstance(node, yaml.MappingNode):
                self._fill_mapping(node)
            elif isinstance(node, yaml.SequenceNode):
                self._fill_list(node)
            else:
                self._made[id(node)] = None if node.tag == _NULL else node.value
        return self._made[id(node)]

    def _fill_mapping(self, node: yaml.MappingNode) -> None:
        mapping = self._made[id(node)] = Lined()
        merged: list[Any] = []
        for key, value in node.value:
            made = self.of(value)
            if key.tag == _MERGE:
                merged.extend(made if isinstance(made, LinedList) else [made])
            elif isinstance(key, yaml.ScalarNode):
                mapping[key.value] = made
                mapping.lines[key.value] = key.start_mark.line + 1
        for each in merged:
            if isinstance(each, Lined):
                for name in each.keys() - mapping.keys():
                    mapping[name] = each[name]
                    mapping.lines[name] = each.lines[name]

    def _fill_list(self, node: yaml.SequenceNode) -> None:
        made = self._made[id(node)] = LinedList()
        for item in node.value:
            made.append(self.of(item))
            made.lines.append(item.start_mark.line + 1)
