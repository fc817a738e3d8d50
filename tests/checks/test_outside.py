"""Which addresses are sites of the internet that the app asks by HTTP."""

import pytest

from checks.derived.outcomes.outside import is_site

from .build import crash


@pytest.mark.parametrize(
    ("subject", "raised", "said"),
    [
        ("ua.sinoptik.ua:443", "requests.exceptions.ConnectionError", True),
        ("api.example.com", "httpx.ConnectError", True),
        ("inventory:5000", "requests.exceptions.ConnectionError", False),
        ("10.0.0.4:80", "requests.exceptions.ConnectionError", False),
        ("db.internal:80", "urllib3.exceptions.MaxRetryError", False),
        ("mail.example.com:25", "socket.gaierror", False),
        (None, "requests.exceptions.ConnectionError", False),
    ],
)
def test_sites(subject: str | None, raised: str, said: bool) -> None:
    assert is_site(crash(raised, cause="service", subject=subject)) is said
