"""What the configuration of a web server tells of the proxy that it is."""

import re
from collections.abc import Iterator, Mapping, Sequence

from releasecheck.facts.deploy import Proxy
from releasecheck.gather.deploy.manifest import Item, Manifest

_WORD = re.compile(r"""#[^\n]*|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[;{}]|(?:\\.|[^\s;{}"'#])[^\s;{}]*|\n""")
_PASSES = frozenset({"proxy_pass", "uwsgi_pass", "grpc_pass"})


def nginx(manifest: Manifest) -> Iterator[Item]:
    """One proxy for a file that passes requests on, with the X-Forwarded headers that it sets."""
    passed, headers, directives = None, [], list(_directives(manifest.text))
    protocols = {words[0] for _, words in directives if words[0] in _PASSES}
    for line, words in directives:
        if words[0] in _PASSES:
            passed = passed or line
        elif words[0] == "proxy_set_header" and len(words) > 1 and _is_forwarded(words[1]):
            headers.append(words[1].lower())
    if passed is not None:
        plain = _is_plain([words for _, words in directives])
        by_uwsgi = protocols == {"uwsgi_pass"}
        adds = _added(manifest.text)
        yield Proxy("nginx", 1, manifest.at(passed), tuple(dict.fromkeys(headers)), plain, by_uwsgi, adds)


def _added(text: str) -> dict[str, str]:
    """The headers of every answer that it passes on: a block with an `add_header` inherits none.

    Source: https://nginx.org/en/docs/http/ngx_http_headers_module.html#add_header
    """
    outermost: list[dict[str, str]] = [{}]
    open_blocks, words, passing = outermost, list[str](), list[list[dict[str, str]]]()
    for found in _WORD.finditer(text):
        word = found[0]
        if word not in {";", "{", "}"}:
            words += [] if word.startswith(("#", "\n")) else [word.strip("\"'")]
            continue
        if word == ";" and words[:1] == ["add_header"] and len(words) > 2:
            open_blocks[-1][words[1].lower()] = words[2]
        elif word == ";" and words and words[0] in _PASSES:
            passing.append(open_blocks)
        elif word == "{":
            open_blocks = [*open_blocks, {}]
        elif word == "}":
            open_blocks = open_blocks[:-1] or outermost
        words = []
    added = [next(filter(None, reversed(blocks)), {}) for blocks in passing]
    first = added[0] if added else {}
    return {name: value for name, value in first.items() if all(name in one for one in added)}


def passes_to(text: str) -> set[str]:
    """The hosts that a configuration passes requests on to, those of its upstreams among them."""
    return {address.partition(":")[0] for address in addresses(text)}


def addresses(text: str) -> set[str]:
    """The same with their ports, where these are written: "web:8000"."""
    directives = [words for _, words in _directives(text)]
    passed = {words[1] for words in directives if words[0] in _PASSES and len(words) > 1}
    servers = {words[1] for words in directives if words[0] == "server" and len(words) > 1}
    return {re.sub(r"^\w+://", "", each).partition("/")[0] for each in passed | servers}


def small_bodies(texts: Mapping[str, str], proxies: Sequence[Proxy]) -> Iterator[Proxy]:
    """Those with nginx's own limit of a body, 1 MB, by the texts of all deploy files."""
    by_config = [
        one for one in proxies if one.what == "nginx" and one.place.path in texts and not _is_yaml(one)
    ]
    names_limit = any("client_max_body_size" in text for text in texts.values())
    if not names_limit and not any(_includes(texts.get(one.place.path or "", "")) for one in by_config):
        yield from by_config


def _is_yaml(proxy: Proxy) -> bool:
    return (proxy.place.path or "").endswith((".yml", ".yaml"))


def _includes(text: str) -> bool:
    """Whether it has more from another file."""
    return any(words[0] == "include" and not _is_known(words) for _, words in _directives(text))


def _is_known(include: list[str]) -> bool:
    return include[-1].endswith(("mime.types", "_params"))


def _is_plain(directives: list[list[str]]) -> bool:
    """Whether it listens for http alone, and does not speak for somebody with TLS in front of it."""
    listens = [words[1:] for words in directives if words[0] == "listen"]
    speaks_tls = any("ssl" in words or words[0].endswith("443") for words in listens if words)
    others = (words for words in directives if words[0] != "listen")
    return bool(listens) and not speaks_tls and not any(map(_tells_of_tls, others))


def _tells_of_tls(words: list[str]) -> bool:
    """A certificate, a file that may have one, or a header that says https whatever came in."""
    if words[0].startswith("ssl_") or words[0] == "include":
        return words[0] != "include" or not _is_known(words)
    forwards = words[0] == "proxy_set_header" and words[1:2] != [] and _is_forwarded(words[1])
    return forwards and words[1].lower().endswith("proto") and words[-1] != "$scheme"


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
