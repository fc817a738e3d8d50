"""What nginx lets through to the app."""

from typing import Any

from releasecheck.facts.deploy import Proxy
from releasecheck.facts.source import UploadUse
from releasecheck.findings import CouldNotLook, DoesNotApply, Found

from .build import Given, app, ask, at, config, deploy, source, table

RULE = "nginx-refuses-uploads"
NONE = DoesNotApply("the app takes no uploads, or no nginx with its default limit stands in front")
NGINX = Proxy("nginx", 1, at("nginx.conf", 4))
LIMIT = "MAX_CONTENT_LENGTH"


def taking(*configured: Any, path: str = "app.py", small: bool = True, **fields: Any) -> Given:
    """An app that reads a file of each request, behind nginx."""
    return {
        "app": app(config=configured, **fields),
        "source": source(uploads=[UploadUse("request.files", at(path, 9))]),
        "deploy": deploy(proxies=[NGINX], small_bodies=[NGINX] if small else []),
    }


def refused(*evidence: str, **fields: Any) -> Found:
    return Found(
        "nginx answers 413 to each upload above 1 MB, for nothing sets client_max_body_size",
        "client_max_body_size",
        at("nginx.conf", 4),
        (*evidence, "request.files at app.py:9"),
        **fields,
    )


@table(
    {
        "nothing else limits it": (taking(), [refused()]),
        "None": (taking(config(LIMIT, None)), [refused()]),
        "the app lets in more": (
            taking(config(LIMIT, 16777216)),
            [refused("the app lets in 16777216 bytes (MAX_CONTENT_LENGTH)", severity="warning")],
        ),
        "the app did not come up": (taking(outlined=True), [refused()]),
    }
)
def test_nginx_refuses_uploads_faulty(given: Given, says: list[Any]) -> None:
    assert ask(RULE, given) == says


def test_nginx_refuses_uploads_fine() -> None:
    assert ask(RULE, taking(config(LIMIT, 1024 * 1024))) == []


@table(
    {
        "nginx lets in more": (taking(small=False), [NONE]),
        "a file that the app does not run": (taking(path="old.py"), [NONE]),
    }
)
def test_nginx_refuses_uploads_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask(RULE, given) == says


def test_a_limit_in_a_config_that_nobody_loaded() -> None:
    given = taking(outlined=True)
    loads = source(uploads=given["source"].uploads, config_loads=[at("app.py", 3)])
    assert ask(RULE, {**given, "source": loads}) == [
        CouldNotLook("the app did not come up, and its config may have a limit of its own")
    ]
