"""Tokens that are signed without an end."""

import pytest

from tests.source.conftest import Index


def endless(index: Index, body: str) -> list[str | None]:
    lines = "\n".join(f"    {line}" for line in body.split("\n"))
    facts = index(f"import jwt\ndef sign(user, **more):\n{lines}\n").facts
    return [one.instead for one in facts.endless_tokens]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("return jwt.encode({'sub': user.id}, key, algorithm='HS256')", [None]),
        ("return jwt.encode(payload={'user': user.name, 'role': 'admin'}, key=key)", [None]),
        ("claims = {'id': user.id}\nreturn jwt.encode(claims, key)", [None]),
        ("return jwt.encode({'id': user.id, 'expires': later()}, key)", ["expires"]),
        # It ends, or somebody else may see to it:
        ("return jwt.encode({'sub': user.id, 'exp': later()}, key)", []),
        ("return jwt.encode({'sub': user.id, 'iat': now()}, key)", []),
        ("return jwt.encode({'id': user.id, 'timestamp': now()}, key)", []),
        ("return jwt.encode({'iss': KEY_ID}, key)", []),
        ("return jwt.encode({'sub': user.id, **more}, key)", []),
        ("return jwt.encode({'sub': user.id, NAME: later()}, key)", []),
        ("return jwt.encode(more, key)", []),
        ("return jwt.encode(claims_of(user), key)", []),
        ("return user.name.encode()", []),
        ("return other.encode({'sub': user.id}, key)", []),
        ("claims = {'id': 1}\nclaims['exp'] = later()\nreturn jwt.encode(claims, key)", []),
        ("claims = {'id': 1}\nclaims.update(exp=later())\nreturn jwt.encode(claims, key)", []),
        ("claims = {'id': 1}\nclaims = ending(claims)\nreturn jwt.encode(claims, key)", []),
        (
            "token = jwt.encode({'id': 1, 'expires': 9}, key)\nreturn jwt.decode(token, key)['expires'] > 9",
            [],
        ),
    ],
)
def test_tokens_without_an_end(index: Index, body: str, says: list[str | None]) -> None:
    assert endless(index, body) == says
