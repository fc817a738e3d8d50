"""Messages that views flash, and the templates that are to show them."""

from releasecheck.facts.app import App
from releasecheck.facts.source import Source
from releasecheck.facts.templates import Templates
from releasecheck.findings import DoesNotApply, Found, Judgement, warning

from ..derived.wording import capped, counted


@warning
def flashed_messages_unshown(app: App, source: Source, templates: Templates) -> Judgement:
    """Views flash messages, and no template shows them.

    The visitor never reads that the login failed or the order was taken. The messages pile up in the session
    cookie meanwhile, one with each call: past 4 kB browsers drop the cookie without a word, and the visitor
    is signed out or cannot sign in any more. Told where no template that a loader has, those of extensions
    among them, and no module speaks of `get_flashed_messages`.

    Fix: show them in the template that the others extend:
    `{% for message in get_flashed_messages() %}<p>{{ message }}</p>{% endfor %}`.

    Fault::

        flash("This name is taken.")
        return redirect(url_for("join"))        # and no template asks for the messages

    Fine::

        {% for message in get_flashed_messages() %}<p role="alert">{{ message }}</p>{% endfor %}
    """
    calls = [one for one in source.session_uses if one.what == "flash" and one.place.path in app.modules]
    if not calls:
        yield DoesNotApply("the app flashes no message")
    elif not templates.names:
        yield DoesNotApply("no template is known that could show a message")
    elif not (templates.flashing or source.flashes_read):
        yield Found(
            f"{counted(len(calls), 'message')} {'is' if len(calls) == 1 else 'are'} flashed, and no template "
            "shows what was: they pile up in the session cookie",
            subject="flash",
            place=calls[0].place,
            evidence=(
                *capped([f"flash() at {one.place}" for one in calls]),
                f"none of {counted(len(templates.names), 'template')} calls get_flashed_messages()",
            ),
        )
