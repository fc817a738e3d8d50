"""Functions that are views by `add_url_rule` alone, which often stands in another file than they do."""

import re

# Looked for in the text, because the walk meets a view before it has seen the file that registers it. A name
# too many does no harm: what the app does not serve is no view for any rule.
_GIVEN = re.compile(
    rb"view_func\s*=\s*(?:[\w.]+\(\s*)*([\w.]+)"
    rb"|add_url_rule\(\s*[^,()]+,\s*(?:[^,()=]+|endpoint\s*=\s*[^,()]+),\s*(?:[\w.]+\(\s*)*([\w.]+)\s*[,)]"
)


def names(content: bytes) -> set[str]:
    """Bare names of the functions that a file gives to `add_url_rule`, of those in decorators too."""
    if b"add_url_rule" not in content:
        return set()
    found = (one[1] or one[2] for one in _GIVEN.finditer(content))
    return {name.rpartition(b".")[2].decode(errors="replace") for name in found}
