"""Routes that a service calls, and whoever says that he is one."""

import re

from releasecheck.facts.app import App
from releasecheck.facts.source import Source
from releasecheck.facts.views import Webhook
from releasecheck.findings import DoesNotApply, Found, Judgement, by_source, warning

from ..derived.guards.neighbours import is_hooked
from ..derived.structure.view_bodies import Served, served
from ..derived.wording import capped, counted

_READS = frozenset({"data", "form", "get_data", "get_json", "headers", "json", "request", "stream", "values"})
_MAY_CHECK = re.compile(
    r"verif|valid|sign(?!up|in)|auth|check|secret|token|guard|allow|trust|permi|forbid", re.IGNORECASE
)
_HARMLESS = re.compile(r"exempt|cross_origin|limit|(^|\.)route$", re.IGNORECASE)
_HOW: dict[Webhook, tuple[str, str]] = {
    "Twilio": (
        "X-Twilio-Signature",
        "`RequestValidator(auth_token).validate(request.url, request.form, signature)`",
    ),
    "Stripe": (
        "Stripe-Signature",
        "`stripe.Webhook.construct_event(request.data, signature, endpoint_secret)`",
    ),
    "GitHub": (
        "X-Hub-Signature-256",
        "`hmac.compare_digest()` of it and the HMAC of `request.data` by the hook's secret",
    ),
    "Slack": (
        "X-Slack-Signature",
        "`SignatureVerifier(signing_secret).is_valid_request(request.data, request.headers)`",
    ),
    "Meta": (
        "X-Hub-Signature-256",
        "`hmac.compare_digest()` of it and the HMAC of `request.data` by the app's secret",
    ),
}


@warning
@by_source
def webhook_unsigned(app: App, source: Source) -> Judgement:
    """A route takes what a service sends, and nothing looks whether it was the service that sent it.

    Twilio, Stripe, GitHub, Slack and Meta (WhatsApp, Messenger) sign what they send, because the address of a
    webhook is no secret: whoever finds it writes messages in the name of any number, or reports a payment
    that nobody made. Known are such routes by what they do: they answer in TwiML, ask for the name of one of
    Stripe's events, for `X-GitHub-Event`, `url_verification` or `hub.challenge`. Told where no file of the
    project names the signature's header, what checks it, or `hmac`, and neither a decorator, a hook nor a
    call of the view may ask who it is.

    Fix: look at the signature first, and answer 403 where it is wrong.

    Fault::

        @app.post("/sms")
        def sms():
            reply = MessagingResponse()
            reply.message(answer_to(request.form["Body"]))
            return str(reply)

    Fine::

        @app.post("/sms")
        def sms():
            if not validator.validate(request.url, request.form, request.headers["X-Twilio-Signature"]):
                abort(403)
            ...
    """
    views = list(served(app, source))
    services = {route.rule: one.body.webhook for one in views if one.body.webhook for route in one.routes}
    if not services:
        yield DoesNotApply("no route is seen to be called by a service that signs what it sends")
    open_to_all: dict[Webhook, list[Served]] = {}
    for one in views:
        service = services.get(one.routes[0].rule)  # for Meta a GET beside it may be what tells of it
        if (
            service
            and _takes(one)
            and service not in source.signatures
            and not _may_ask(one, service, app, source)
        ):
            open_to_all.setdefault(service, []).append(one)
    for service, hooks in open_to_all.items():
        yield _found(service, hooks)


def _takes(one: Served) -> bool:
    return "POST" in one.methods and not _READS.isdisjoint(one.body.reads)


def _may_ask(one: Served, service: Webhook, app: App, source: Source) -> bool:
    """Whether something may look who sends it; for Meta a look at `hub.verify_token` is of the GET alone."""
    body = one.body
    return (
        (body.compares_sent and service != "Meta")
        or bool(body.asks)
        or not all(map(_HARMLESS.search, body.decorators))
        or any(map(_MAY_CHECK.search, body.calls))
        or any(route.arguments for route in one.routes)
        or is_hooked(app, source, one.endpoint)
    )


def _found(service: Webhook, views: list[Served]) -> Found:
    first, *others = views
    header, check = _HOW[service]
    asked = first.requests("POST")
    takes = f"{asked} and {counted(len(others), 'other')} take" if others else f"{asked} takes"
    return Found(
        f"{takes} what {service} sends from anybody: no file of the project looks at {header}",
        subject=first.endpoint,
        place=first.body.place,
        evidence=capped([f"{one.requests('POST')} at {one.body.place}" for one in others]),
        fix=f"Answer 403 unless {header} is right: {check}.",
    )
