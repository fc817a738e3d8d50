"""Views that a service calls by itself, and files that look at what the service signs."""

import ast
import re
from collections.abc import Mapping, Sequence

from releasecheck.facts.views import Webhook
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import FunctionNode, dotted, resolved, text

_TWIML = re.compile(r"twilio\.twiml(\.\w+)?\.(Messaging|Voice)Response")
# What only the service's own requests hold, and a view that takes them looks for.
_SPOKEN: dict[str, Webhook] = {
    "X-GITHUB-EVENT": "GitHub",
    "URL_VERIFICATION": "Slack",
    "HUB.CHALLENGE": "Meta",
    "HUB.VERIFY_TOKEN": "Meta",
}
_STRIPE_EVENT = re.compile(
    r"checkout\.session\.(completed|expired|async_payment_\w+)|customer\.subscription\.(created|updated|deleted)"
    r"|payment_intent\.(succeeded|payment_failed|canceled)|invoice\.(paid|payment_\w+)"
    r"|charge\.(succeeded|failed|refunded)"
)
# Words that stand where somebody looks at a signature, or asks the service whether it said so.
_CHECKS: dict[Webhook, re.Pattern[bytes]] = {
    "Twilio": re.compile(rb"requestvalidator|x-twilio-signature|accountsid|hmac"),
    "Stripe": re.compile(rb"stripe-signature|construct_event\b|verify_header|event\.retrieve|hmac"),
    "GitHub": re.compile(rb"x-hub-signature|x-hub\b|hmac|meta/hooks|ipaddress|api\.github\.com/meta"),
    "Slack": re.compile(
        rb"x-slack-signature|signatureverifier|signing_?secret|verification_?token|slack_bolt|hmac"
    ),
    "Meta": re.compile(rb"x-hub-signature|hmac"),
}


def of_view(node: FunctionNode, sheet: Sheet) -> Webhook | None:
    """The service that calls a view, by what the view takes for granted of its caller."""
    if "webhooks" not in sheet.subjects:
        return None
    for one in ast.walk(node):
        if isinstance(one, ast.Call):
            if _TWIML.fullmatch(resolved(dotted(one.func), sheet.imports)):
                return "Twilio"
        elif isinstance(one, ast.Constant) and (said := text(one)):
            if service := _SPOKEN.get(said.upper()):
                return service
            if _STRIPE_EVENT.fullmatch(said):
                return "Stripe"
    return None


def checked(sheets: Sequence[Sheet], contents: Mapping[str, bytes | str]) -> tuple[Webhook, ...]:
    """The services with a view here of whose signatures a file speaks; `contents` are by path."""
    calling = {body.webhook for sheet in sheets for body in sheet.bodies if body.webhook}
    if not calling:
        return ()
    lowered = [one.lower() for sheet in sheets if isinstance(one := contents[sheet.path], bytes)]
    return tuple(sorted(one for one in calling if any(map(_CHECKS[one].search, lowered))))
