"""Views that a service calls, and the files that look at what it signs."""

import pytest

from .conftest import Index

HEAD = "from flask import Flask, request\napp = Flask(__name__)\n"
VIEW = '@app.post("/hook")\ndef hook():\n    {line}\n    return "ok"\n'


@pytest.mark.parametrize(
    ("line", "service"),
    [
        ("answer = MessagingResponse()", "Twilio"),
        ('kind = request.headers.get("X-GitHub-Event")', "GitHub"),
        ('paid = request.json["type"] == "checkout.session.completed"', "Stripe"),
        ('first = request.json["type"] == "url_verification"', "Slack"),
        ('return request.args["hub.challenge"]', "Meta"),
        ('paid = "invoice.pdf"; kind = "invoice sent."', None),
        ('answer = "MessagingResponse"', None),
    ],
)
def test_the_service_that_calls(index: Index, line: str, service: str | None) -> None:
    text = HEAD + "from twilio.twiml.messaging_response import MessagingResponse\n" + VIEW.format(line=line)
    (found,) = index(text).facts.views
    assert found.webhook == service


def test_twiml_is_twilios_own(index: Index) -> None:
    text = HEAD + "from .twilio_models import MessagingResponse\n" + VIEW.format(line="MessagingResponse()")
    (found,) = index(text).facts.views
    assert found.webhook is None


CALLED = HEAD + VIEW.format(line="print(request.headers['X-GitHub-Event'])")
CALLED += '\n@app.post("/paid")\ndef paid():\n    return str(request.json["type"] == "invoice.paid")\n'


@pytest.mark.parametrize(
    ("line", "services"),
    [
        ("event = stripe.Webhook.construct_event(a, b, c)", ("Stripe",)),
        ("sent = headers['X-Hub-Signature-256']", ("GitHub",)),
        ("import hmac", ("GitHub", "Stripe")),
        ("SLACK_SIGNING_SECRET = ''", ()),  # nothing here is called by Slack
        ("import stripe", ()),
    ],
)
def test_files_that_look_at_a_signature(index: Index, line: str, services: tuple[str, ...]) -> None:
    assert index({"app.py": CALLED, "checks.py": line + "\n"}).facts.signatures == services
    assert index({"app.py": HEAD, "checks.py": line + "\n"}).facts.signatures == ()
