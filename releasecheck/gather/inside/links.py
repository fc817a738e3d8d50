"""The app's own links to rules with arguments, by which these are asked for something that is there."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Sequence, Set, Tuple
from urllib.parse import unquote, urlsplit

from . import client, page, reaching, safe_routes
from .asking import Request

MOST = 40  # rules of one app
_UNFILLED = re.compile(r"[{}<>]")  # what a script in the browser is to put something in for

Key = Tuple[str, str]  # endpoint and rule


class Link(NamedTuple):
    """A request that follows a link, and whether only somebody signed in was shown it."""

    request: Request
    signed_in: bool


class Links:
    """Of each rule with arguments that nobody gave an example for, the first link that a page has to it."""

    def __init__(
        self,
        app: Any,
        tools: Any,
        is_own: Callable[[Any], bool],
        asks: Sequence[safe_routes.Ask],
    ) -> None:
        self._app = app
        self._tools = tools
        self._is_own = is_own
        self._given = {key(ask.rule) for ask in asks}
        self._wanted: Optional[Dict[Key, Any]] = None  # until a page is seen
        self._seen: Set[str] = set()
        self.found = self._earlier(tools.order.get("links") or ())

    def see(self, request: Request, answer: client.Answer) -> None:
        """Take up the links of an answer, if it is a page, and tell of each as `link`."""
        if len(self.found) >= MOST or not is_page(answer):
            return
        if self._wanted is None:
            self._wanted = dict(self._rules())
        if not self._wanted:
            return
        root = request.base_url.rstrip("/") + "/"
        for link in page.links(answer.body.decode("utf-8", "replace"), root + request.path.lstrip("/")):
            path = self._path(link.url, root)
            rule = None if path is None else self._rule(path, root)
            if path is None or rule is None or len(self.found) >= MOST:
                continue
            if safe_routes.word_of_change(self._app, rule, "%s %s" % (link.text, unquote(path))) is None:
                del self._wanted[key(rule)]
                self._take(Request("response", path, request.base_url, rule), request)

    def _take(self, to: Request, page_of: Request) -> None:
        link = Link(to._replace(linked_from=page_of.path), page_of.signed_in)
        self.found.append(link)
        if any(self._tools.redact(path) != path for path in (to.path, page_of.path)):
            return  # it is as good as a secret, and told nobody
        endpoint, rule = key(to.rule)
        told = {"path": to.path, "base_url": to.base_url, "linked_from": page_of.path}
        self._tools.send("link", **told, endpoint=endpoint, rule=rule, signed_in=link.signed_in)

    def _earlier(self, told: Any) -> List[Link]:
        """Those that an earlier process of this sweep has found."""
        rules = {key(rule): rule for rule in self._app.url_map.iter_rules()} if told else {}
        return [
            Link(
                Request(
                    "response",
                    each["path"],
                    each["base_url"],
                    rules[each["endpoint"], each["rule"]],
                    linked_from=each["linked_from"],
                ),
                each["signed_in"],
            )
            for each in told
            if (each["endpoint"], each["rule"]) in rules
        ]

    def _rules(self) -> Any:
        """Those that a link is wanted for: what it leads to only reads, and hands nothing on."""
        known = self._given | {key(link.request.rule) for link in self.found}
        for rule in self._app.url_map.iter_rules():
            if not rule._converters or key(rule) in known:
                continue
            if safe_routes.is_harmless(self._app, rule, self._tools.order) and self._is_own(rule):
                if not reaching.reaches_out(self._app.view_functions[rule.endpoint]):
                    yield key(rule), rule

    def _path(self, url: str, root: str) -> Optional[str]:
        """The path and query below the app's root; null for what is not the app's, and for what was seen."""
        path = own_path(url, root)
        if path is None:
            return None
        fresh = path not in self._seen
        self._seen.add(path)
        return path if fresh else None

    def _rule(self, path: str, root: str) -> Any:
        """The wanted rule that takes it."""
        try:
            asked = self._app.request_class(client.environ("GET", path, root, {}))
            rule, _ = self._app.create_url_adapter(asked).match(return_rule=True)
        except Exception:  # no rule of the app takes it, or it is redirected
            return None
        return (self._wanted or {}).get(key(rule))


def own_path(url: str, root: str) -> Optional[str]:
    """The path and query below the app's root; null for what is not the app's."""
    try:
        parts, base = urlsplit(url), urlsplit(root)
    except ValueError:
        return None
    path = "/" + parts.path[len(base.path) :]
    path += "?" + parts.query if parts.query else ""
    own = parts.scheme in ("http", "https") and parts.netloc == base.netloc
    if not own or not parts.path.startswith(base.path) or _UNFILLED.search(unquote(path)):
        return None
    return path


def key(rule: Any) -> Key:
    """What a rule is told apart by, over processes."""
    return rule.endpoint, rule.rule


def is_page(answer: client.Answer) -> bool:
    """Whether a browser shows it as a page."""
    headers = answer.headers
    html = "html" in headers.get("Content-Type", "") and not headers.get("Content-Encoding")
    return answer.status == HTTPStatus.OK and html
