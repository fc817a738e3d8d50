"""What the configuration of a web server tells of the proxy that it is."""

import re
from collections.abc import Iterator

from releasecheck.facts.deploy import Proxy
from releasecheck.gather.deploy.manifest import Item, Manifest

_WORD = re.compile(r"""#[^\n]*|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[;{}]|(?:\\.|[^\s;{}"'#])[^\s;{}]*|\n""")
_PASSES = frozenset({"proxy_pass", "uwsgi_pass", "grpc_pass"})


def nginx(manifest: Manifest) -> Iterator[Item]:
    """One proxy for a file that passes requests on, with the X-Forwarded headers that it sets."""
    passed, headers = None, []
    for line, words in _directives(manifest.text):
        if words[0] in _PASSES:
            passed = passed or line
        elif words[0] == "proxy_set_header" and len(words) > 1 and _is_forwarded(words[1]):
            headers.append(words[1].lower())
    if passed is not None:
        yield Proxy("nginx", 1, manifest.at(passed), tuple(dict.fromkeys(headers)))


def _is_forwarded(header: str) -> bool:
    return header.lower().startswith("x-forwarded-") or header.lower() == "forwarded"


def _directives(text: str) -> Iterator[tuple[int, list[str]]]:
    """Every directive, of a block too, with the line that it begins on."""
    line, begun, words = 1, 1, list[str]()
    for found in _WORD.finditer(text):
        word = found[0]
        if word in (";", "{", "}"):
            if words:
                yield begun, words
            words = []
        elif not word.startswith(("#", "\n")):
            begun = begun if words else line
            words.append(word.strip("\"'"))
        line += word.count("\n")


def caddy(manifest: Manifest) -> Iterator[Item]:
    """A Caddyfile with a `reverse_proxy`, which sets the X-Forwarded headers by itself."""
    for number, line in enumerate(manifest.text.splitlines(), 1):
        if re.match(r"\s*reverse_proxy\b", line):
            yield Proxy(
                "Caddy", 1, manifest.at(number), ("x-forwarded-for", "x-forwarded-host", "x-forwarded-proto")
            )
            return
