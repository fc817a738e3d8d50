"""Which template is rendered, and what becomes of the values in it."""

import posixpath
from collections.abc import Sequence

from releasecheck.facts import Place
from releasecheck.facts.app import App
from releasecheck.facts.source import Source
from releasecheck.facts.templates import Shadowed, Templates, Unescaped
from releasecheck.findings import DoesNotApply, Found, Judgement, Severity, error, warning

from ..derived.config.altered import place_of_change
from ..derived.structure import rendered
from ..derived.wording import capped, counted, likewise

_WHY = {
    "name": "Jinja does not escape in a template of this name",
    "block": "{% autoescape false %} puts its values in as they are",
}


@error
def autoescape_off(app: App, templates: Templates, source: Source | None = None) -> Judgement:
    """A template with HTML puts its values in as they are.

    What one visitor types, another's browser then runs. Flask escapes only in names that end in `.html`,
    `.htm`, `.xml`, `.xhtml` and `.svg`: a page called `page.j2` or `page.html.jinja` is not escaped. The
    app's own environment is asked. An environment that escapes nowhere is one finding, and so are templates
    whose names end alike. A warning for `{% autoescape false %}`, which somebody wrote on purpose, and for a
    template that nothing renders by a constant name. Values that a filter escapes or that are marked `safe`
    do not count, nor do texts, unless a whole page is called `.txt`.

    Fix: call the template `.html`, or set `app.jinja_env.autoescape = True`.

    Fault::

        return render_template("hello.j2", name=name)     # <h1>{{ name }}</h1>

    Fine::

        return render_template("hello.html", name=name)
    """
    if not templates.names:
        yield DoesNotApply("the app has no templates")
    everywhere = [one for one in templates.unescaped if one.why == "environment"]
    if everywhere:
        yield _off(everywhere, place_of_change(app, source, "escaping") or app.place)
    apart = [one for one in templates.unescaped if one.why != "environment"]
    for cause in dict.fromkeys(map(_cause, apart)):
        alike = [one for one in apart if _cause(one) == cause]
        live = any(rendered.is_rendered(one.template, source, templates) for one in alike)
        yield _unescaped(alike, None if live and alike[0].why == "name" else "warning")


def _cause(one: Unescaped) -> str:
    """The ending that Flask does not know, or the template in which somebody switched it off."""
    return posixpath.splitext(one.template)[1] if one.why == "name" else one.template


def _unescaped(alike: Sequence[Unescaped], severity: Severity | None) -> Found:
    first = alike[0]
    if len(alike) == 1:
        return Found(
            f"{first.template}: {_WHY[first.why]}",
            subject=first.template,
            place=first.place,
            evidence=(f"the first value is at {first.place}",),
            severity=severity,
        )
    ending = _cause(first)
    return Found(
        f"Jinja does not escape in names that {f'end in {ending}' if ending else 'have no ending'}: "
        f"{counted(len(alike), 'template')} with HTML",
        subject=f"*{ending}",
        place=first.place,
        evidence=capped([f"{one.template}, first value at {one.place}" for one in alike]),
        severity=severity,
    )


def _off(unescaped: list[Unescaped], place: Place) -> Found:
    return Found(
        f"the app's Jinja environment escapes nowhere: {counted(len(unescaped), 'template')} with HTML",
        subject="autoescape",
        place=place,
        evidence=capped([f"{one.template}, first value at {one.place}" for one in unescaped]),
        fix="Leave `autoescape` to Flask: remove what turns it off in `jinja_env` or `jinja_options`.",
    )


@warning
def value_in_script_attribute(templates: Templates, source: Source | None = None) -> Judgement:
    """A text that people write is put between the quotes of a script: `onclick="show('{{ user.name }}')"`.

    Jinja escapes for HTML, and the browser takes that back before it runs the attribute: with `O'Brien` the
    button does nothing, and `');alert(document.cookie);//` runs for whoever clicks it. In the backquotes of a
    script block it escapes neither a backquote nor `${alert(document.cookie)}`. Told of values whose
    name says that people write them as they like (`name`, `title`, `comment`), without a filter such as
    `tojson`, in templates of the project that something renders.

    Fix: `{{ user.name|tojson }}` without quotes of its own (`onclick='show({{ user.name|tojson }})'`), or put
    it into `data-name="{{ user.name }}"` and read `this.dataset.name`.

    Fault::

        <button onclick="show('{{ user.name }}')">

    Fine::

        <button data-name="{{ user.name }}" onclick="show(this.dataset.name)">
    """
    if not templates.names:
        yield DoesNotApply("the app has no templates")
    values = [one for one in templates.script_values if rendered.is_rendered(one.template, source, templates)]
    if values:
        first, *others = values
        more = likewise(len(others), "other value")
        yield Found(
            f"{first.template} puts {first.value} between the quotes of a script in {first.attribute}{more}",
            subject=first.template,
            place=first.place,
            evidence=capped([f"{one.value} in {one.attribute} at {one.place}" for one in values]),
        )


@warning
def template_shadowed(app: App, templates: Templates, source: Source | None = None) -> Judgement:
    """Two template folders hold different templates of the same name, and only the first is ever rendered.

    Flask asks the app's folder first, then the blueprints' in the order of their registration, whichever
    blueprint renders: the `index.html` of one page appears on another. Both files are the project's; a
    template that overrides one of an extension is meant to, and one that is rendered by another name, from a
    folder above, is not lost. Two folders that clash are one finding. For information where nothing renders
    the name by a constant.

    Fix: keep each blueprint's templates in a folder of its name: `templates/shop/index.html`.

    Fault::

        templates/index.html
        admin/templates/index.html

    Fine::

        templates/index.html
        admin/templates/admin/index.html
    """
    if not any(one.registered for one in app.blueprints) and not templates.shadowed:
        yield DoesNotApply("the app has one folder of templates")
    lost = [one for one in templates.shadowed if not _has_another_name(one, source, templates)]
    for folders in dict.fromkeys(map(_folders, lost)):
        alike = [one for one in lost if _folders(one) == folders]
        live = any(rendered.is_rendered(one.name, source, templates) for one in alike)
        yield _shadowed(alike, None if live else "info")


def _has_another_name(one: Shadowed, source: Source | None, templates: Templates) -> bool:
    """Whether the hidden file is rendered as `shop/index.html`, by the folder that its own folder is in."""
    path = one.place.path or ""
    above = (f"{folder}/" for folder in templates.searched)
    names = (path.removeprefix(folder) for folder in above if path.startswith(folder))
    return any(name != one.name and rendered.is_rendered(name, source, templates) for name in names)


def _folders(one: Shadowed) -> tuple[str, str]:
    """The two folders that hold the same name."""
    return _folder(one.place, one), _folder(one.by, one)


def _folder(place: Place, one: Shadowed) -> str:
    return (place.path or "").removesuffix(one.name)


def _shadowed(alike: Sequence[Shadowed], severity: Severity | None) -> Found:
    """Two folders that clash do so in many names: it is one finding."""
    one = alike[0]
    if len(alike) == 1:
        return Found(
            f"{one.name} is never rendered from here: {one.by.path} has the same name and goes first",
            subject=one.name,
            place=one.place,
            evidence=(f"rendered: {one.by.path}", f"never rendered: {one.place.path}"),
            severity=severity,
        )
    mine, first = _folders(one)
    return Found(
        f"{len(alike)} templates of {mine} are never rendered: {first} has the same names and goes first",
        subject=mine,
        place=one.place,
        evidence=capped([f"never rendered: {each.place.path}" for each in alike]),
        severity=severity,
    )
