"""Webhooks that take what anybody sends."""

from dataclasses import replace
from typing import Any

from releasecheck.facts.app import Hook
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, body, route, source, table, view


def hook(
    service: Any = "Twilio", *, rule: Any = "/sms", signatures: Any = (), of_app: Any = None, **inside: Any
) -> Given:
    """A view that the service posts to."""
    methods = inside.pop("methods", ("POST",))
    arguments = inside.pop("arguments", ())
    inside = {"reads": ("form",), "calls": ("MessagingResponse", "str"), **inside}
    return {
        "app": app(
            routes=[route(rule, "sms", methods=methods, view=view("sms"), arguments=arguments)],
            **(of_app or {}),
        ),
        "source": source(views=[body("sms", webhook=service, **inside)], signatures=signatures),
    }


FOUND = Found(
    "POST /sms takes what Twilio sends from anybody: no file of the project looks at X-Twilio-Signature",
    "sms",
    at("app.py", 5, 1),
    fix="Answer 403 unless X-Twilio-Signature is right: "
    "`RequestValidator(auth_token).validate(request.url, request.form, signature)`.",
)
OF_META = Found(
    "POST /sms takes what Meta sends from anybody: no file of the project looks at X-Hub-Signature-256",
    "sms",
    at("app.py", 5, 1),
    fix="Answer 403 unless X-Hub-Signature-256 is right: "
    "`hmac.compare_digest()` of it and the HMAC of `request.data` by the app's secret.",
)


@table(
    {
        "a number's messages": (hook(), [FOUND]),
        "it takes a GET too": (hook(methods=("GET", "POST")), [FOUND]),
        "exempt from CSRF": (hook(decorators=("csrf.exempt", "limiter.limit")), [FOUND]),
        "another service's signature": (hook(signatures=("Slack",)), [FOUND]),
        "the look at Meta's token is of its GET": (
            hook("Meta", methods=("GET", "POST"), compares_sent=True, reads=("args", "get_json")),
            [OF_META],
        ),
    }
)
def test_webhook_unsigned_faulty(given: Given, says: list[Found]) -> None:
    assert ask("webhook-unsigned", given) == says


def test_webhook_unsigned_of_the_route_beside_the_one_that_tells() -> None:
    given = hook("Meta", methods=("GET",), reads=("args",))
    routes = [*given["app"].routes, route("/sms", "take", methods=("POST",), view=view("take", 15))]
    views = [*given["source"].views, body("take", 15, reads=("get_json",))]
    both = {"app": app(routes=routes), "source": source(views=views)}
    assert ask("webhook-unsigned", both) == [replace(OF_META, subject="take", place=at("app.py", 15, 1))]


def test_webhook_unsigned_once_for_a_service() -> None:
    given = hook()
    routes = [*given["app"].routes, route("/voice", "voice", methods=("POST",), view=view("voice", 15))]
    views = [*given["source"].views, body("voice", 15, webhook="Twilio", reads=("values",))]
    (found,) = ask("webhook-unsigned", {"app": app(routes=routes), "source": source(views=views)})
    assert isinstance(found, Found)
    assert found.message.startswith("POST /sms and 1 other take what Twilio sends")
    assert found.evidence == ("POST /voice at app.py:15:1",)


HOOK = Hook("before_request", "", "app", "look", at("app.py", 2), own=True)


@table(
    {
        "somebody looks at the signature": (hook(signatures=("Twilio",)), []),
        "a decorator may": (hook(decorators=("validate_twilio_request",)), []),
        "a call may": (hook(calls=("MessagingResponse", "is_valid_request")), []),
        "a hook may": (hook(of_app={"hooks": [HOOK]}), []),
        "a secret is compared": (hook(compares_sent=True), []),
        "a secret in the address": (hook(rule="/sms/<key>", arguments=("key",)), []),
        "it reads nothing that was sent": (hook(reads=()), []),
        "a GET": (hook(methods=("GET",)), []),
    }
)
def test_webhook_unsigned_fine(given: Given, says: list[Found]) -> None:
    assert ask("webhook-unsigned", given) == says


def test_webhook_unsigned_does_not_apply() -> None:
    says = DoesNotApply("no route is seen to be called by a service that signs what it sends")
    assert ask("webhook-unsigned", hook(None)) == [says]
