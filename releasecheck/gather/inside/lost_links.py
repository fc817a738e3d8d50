"""The app's own links to paths that no rule of the app has."""

from __future__ import annotations

import re
from typing import Any, Callable, Dict
from urllib.parse import unquote

from werkzeug.exceptions import NotFound

from . import client, links, page
from .asking import Request

MOST = 20  # of one app
_NUMBER = re.compile(r"\d+")
_A_FILE = re.compile(r"\.[A-Za-z0-9]{1,8}$")


class LostLinks:
    """Each path that a page of the project links to and that nothing takes, with the first such page."""

    def __init__(self, app: Any, tools: Any, is_own: Callable[[Any], bool]) -> None:
        self._app = app
        self._tools = tools
        self._is_own = is_own
        self.found: Dict[str, Request] = {}

    def see(self, request: Request, answer: client.Answer) -> None:
        """Take up the links of an answer, if it is a page."""
        if len(self.found) >= MOST or not (links.is_page(answer) and self._is_own(request.rule)):
            return
        root = request.base_url.rstrip("/") + "/"
        for link in page.links(answer.body.decode("utf-8", "replace"), root + request.path.lstrip("/")):
            path = (links.own_path(link.url, root) or "").partition("?")[0]
            shape = _NUMBER.sub("0", path)  # the rows of a list have one link each
            if not path or shape in self.found or len(self.found) >= MOST or not self._is_lost(path, root):
                continue
            if all(self._tools.redact(each) == each for each in (path, request.path)):
                self.found[shape] = Request("lost_link", path, request.base_url, linked_from=request.path)

    def _is_lost(self, path: str, root: str) -> bool:
        if _A_FILE.search(path) or self._app.url_map.host_matching:
            return False
        try:
            asked = self._app.request_class(client.environ("GET", unquote(path), root, {}))
            rule, _ = self._app.create_url_adapter(asked).match(return_rule=True)
        except NotFound:
            return True
        except Exception:
            return False  # it is redirected, or takes another method
        # At the root of the site it takes what no view does: the answer tells whether the file is there.
        return bool(rule.endpoint == "static" and rule.rule.startswith("/<"))
