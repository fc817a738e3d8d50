"""Functions that are views by `add_url_rule` or `route(…)(f)`, which often stand in another file."""

import re

# Looked for in the text, because the walk meets a view before it has seen the file that registers it. A name
# too many does no harm: what the app does not serve is no view for any rule.
_GIVEN = re.compile(
    rb"view_func\s*=\s*(?:[\w.]+\(\s*)*([\w.]+)"
    rb"|add_url_rule\(\s*[^,()]+,\s*(?:[^,()=]+|endpoint\s*=\s*[^,()]+),\s*(?:[\w.]+\(\s*)*([\w.]+)\s*[,)]"
)
# `bp.get("/x")(f)`, not `RUNNERS.get(kind)(f)`.
_CALLED = re.compile(
    rb"\.(?:route\(|(?:get|post|put|patch|delete)\((?=\s*(?:rule\s*=\s*)?[\"'][/\"']))"
    rb"(?:[^()]|\([^()]*\))*\)\((?:[\w.]+\(\s*)*([A-Za-z_][\w.]*)\s*\)"
)


def names(content: bytes) -> set[str]:
    """Bare names of the functions that a file registers by a call, of those in decorators too."""
    found = [one[1] or one[2] for one in _GIVEN.finditer(content)] if b"add_url_rule" in content else []
    if b")(" in content:
        found += (one[1] for one in _CALLED.finditer(content))
    return {name.rpartition(b".")[2].decode(errors="replace") for name in found}
