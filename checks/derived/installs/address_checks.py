"""What WTForms needs for `Email()`: email-validator, from 2.3 on to make one, from 3.1 on to run one."""

from packaging.specifiers import SpecifierSet

from releasecheck.facts import Place
from releasecheck.facts.app import App
from releasecheck.facts.boot import Boot
from releasecheck.facts.dependencies import Dependencies
from releasecheck.facts.imports import Import
from releasecheck.facts.source import Source

from .installs import brought, installed, is_own, is_the_apps, providers_of, released_with_extras

CHECKER = "email-validator"
_MODULE = "email_validator"


def imported_for_forms(app: App, source: Source, dependencies: Dependencies) -> list[Import]:
    """What WTForms imports for the app's own forms."""
    if not _has_forms(dependencies, ">=2.3"):
        return []
    return [Import(_MODULE, place) for place in source.email_checks if place.path in app.modules]


def failing_checks(
    app: App, source: Source, dependencies: Dependencies, boot: Boot | None
) -> tuple[Place, ...]:
    """The checks that fail whenever they run: it is not installed, and nothing that is declared asks for it.

    With an older WTForms no form could be made without it: the app is up, so it has a way of its own.
    """
    if not is_the_apps(dependencies) or not _has_forms(dependencies, ">=3.1"):
        return ()
    asked = released_with_extras(dependencies)
    if CHECKER in brought(dependencies, [*asked, *dependencies.locked]):
        return ()
    places = (place for place in source.email_checks_run if place.path in app.modules)
    needed = (Import(_MODULE, place) for place in places)
    return tuple(
        one.place for one in needed if not (providers_of(one, dependencies) or is_own(one, source, boot))
    )


def _has_forms(dependencies: Dependencies, versions: str) -> bool:
    forms = installed(dependencies).get("wtforms")
    return forms is not None and SpecifierSet(versions).contains(forms.version, prereleases=True)
