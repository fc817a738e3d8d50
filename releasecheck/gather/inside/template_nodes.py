"""One parsed template: what it refers to, which endpoints it names, which filters and tests it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, FrozenSet, Iterator, List, Optional

from jinja2 import nodes

from . import html_comments, template_context, template_links

if TYPE_CHECKING:
    from . import static_addresses

_KINDS = {
    nodes.Extends: "extends",
    nodes.Include: "include",
    nodes.Import: "import",
    nodes.FromImport: "import",
}


class Reading:
    """Turns nodes into facts with their places."""

    def __init__(self, env: Any, name: str, filename: Optional[str], tools: Any) -> None:
        self.name = name
        self.filename = filename
        self._env = env
        self._tools = tools

    def of(self, tree: Any) -> Dict[str, Any]:
        """All that is told of a template that parses."""
        unseen = html_comments.unseen(tree)
        return {
            "references": list(self._references(tree)),
            "endpoint_uses": list(self._endpoint_uses(tree, unseen)),
            "errors": list(self._unknown(tree)),
            "external_links": [self.place(line) for line in template_links.lines(tree, unseen)],
        }

    def broken(self, message: str, line: Optional[int]) -> Dict[str, Any]:
        """All that is told of a template that does not."""
        return {
            "references": [],
            "endpoint_uses": [],
            "forms": [],
            "unescaped": [],
            "external_links": [],
            "errors": [self._error("syntax", self.name, message, line)],
        }

    def _error(self, kind: str, subject: str, message: str, line: Optional[int]) -> Dict[str, Any]:
        return {
            "template": self.name,
            "kind": kind,
            "subject": subject,
            "message": self._tools.redact(message),
            "place": self.place(line),
        }

    def place(self, line: Optional[int]) -> Any:
        """A line of the template."""
        return self._tools.place(self.filename or "", line)

    def _references(self, tree: Any) -> Iterator[Dict[str, Any]]:
        for node in tree.find_all(tuple(_KINDS)):
            names = _constants(node.template)
            if names:
                yield {
                    "names": [self._env.join_path(name, self.name) for name in names],
                    "kind": _KINDS[type(node)],
                    "place": self.place(node.lineno),
                    "optional": bool(getattr(node, "ignore_missing", False)),
                    "template": self.name,
                }

    def _endpoint_uses(self, tree: Any, unseen: FrozenSet[int]) -> Iterator[Dict[str, Any]]:
        for node in tree.find_all(nodes.Call):
            if not isinstance(node.node, nodes.Name) or node.node.name != "url_for":
                continue
            values = {each.key: each.value for each in node.kwargs}
            endpoint = _constants(node.args[0] if node.args else values.pop("endpoint", None))
            if len(endpoint) == 1:
                yield {
                    "endpoint": endpoint[0],
                    "values": list(values),
                    "open": node.dyn_kwargs is not None or node.dyn_args is not None,
                    "place": self.place(node.lineno),
                    "template": self.name,
                    "scope": None,
                    "filename": None if id(node) in unseen else _text(values.get("filename")),
                }

    def forms(self, tree: Any, given: FrozenSet[str]) -> Iterator[Dict[str, Any]]:
        """The first use of each form or function that it has from nowhere but the call that renders it."""
        for name, line in template_context.forms(tree, self._env).items():
            if name not in given:
                yield {"template": self.name, "name": name, "place": self.place(line)}

    def by_address(self, named: static_addresses.Named) -> Dict[str, Any]:
        """A static file that is written as an address, told as its `url_for` would be."""
        return {
            "endpoint": named.endpoint,
            "values": ["filename"],
            "open": False,
            "place": self.place(named.line),
            "template": self.name,
            "scope": None,
            "filename": named.filename,
        }

    def _unknown(self, tree: Any) -> Iterator[Dict[str, Any]]:
        """Filters and tests by name, because Jinja forgives one below `if` until that branch runs."""
        for kind, node_type, known in (
            ("filter", nodes.Filter, self._env.filters),
            ("test", nodes.Test, self._env.tests),
        ):
            asked = _asked_for(tree, kind)
            for node in tree.find_all(node_type):
                if node.name not in known and node.name not in asked:
                    message = "No %s named %r." % (kind, node.name)
                    yield self._error(kind, node.name, message, node.lineno)


def _asked_for(tree: Any, kind: str) -> List[Any]:
    """Names that the template itself looks for, as in `{% if "markdown" is filter %}`."""
    tests = (node for node in tree.find_all(nodes.Test) if node.name == kind)
    return [name for node in tests for name in _constants(node.node)]


def _text(node: Any) -> Optional[str]:
    """The constant text of a node."""
    found = _constants(node)
    return found[0] if len(found) == 1 else None


def _constants(node: Any) -> List[str]:
    """The constant text of a node, or of each item of a list that has nothing else."""
    items = node.items if isinstance(node, (nodes.List, nodes.Tuple)) else [node]
    texts = [each.value for each in items if isinstance(each, nodes.Const) and isinstance(each.value, str)]
    return texts if len(texts) == len(items) else []
