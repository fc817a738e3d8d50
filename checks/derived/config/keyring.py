"""What is said of secrets that share one cause: their names, how grave they are, what they look like."""

from releasecheck.facts.app import Secret
from releasecheck.facts.source import Source, UrlLiteral
from releasecheck.findings import Severity

from ..wording import listed
from .origins import literals


def named(group: list[Secret]) -> str:
    """Their keys."""
    return listed(one.key for one in group)


def severity_of(group: list[Secret], source: Source | None) -> Severity:
    """Graver is what signs, and what opens a server on the internet."""
    return "error" if any(_signs(one, source) or _opens_a_server(one, source) for one in group) else "warning"


def _signs(secret: Secret, source: Source | None) -> bool:
    """Whether it is a key of sessions or tokens, by its name or by what the app does with it."""
    return secret.signing or (source is not None and secret.key in source.token_keys)


def _opens_a_server(secret: Secret, source: Source | None) -> bool:
    """Whether a literal that it equals is the URL of a server on the internet, with its password."""
    return any(one.public and not one.placeholder for one in _urls(secret, source))


def logs_in(secret: Secret, source: Source | None) -> bool:
    """Whether it is the URL of a server with an account; what stands before the @ of a page is a token."""
    return any(not one.scheme.startswith("http") for one in _urls(secret, source))


def _urls(secret: Secret, source: Source | None) -> list[UrlLiteral]:
    """The literals that it equals and that are URLs with userinfo."""
    lines = {(at.path, at.line) for at in (secret.place, *literals(secret, source)) if at.path}
    return [one for one in source.url_literals if (one.place.path, one.place.line) in lines] if source else []


def shape(secret: Secret) -> str:
    """Type, length and kinds of characters, which give nothing away."""
    classes = f" ({', '.join(secret.classes)})" if secret.classes else ""
    return f"{secret.type} of length {secret.length}{classes}"
