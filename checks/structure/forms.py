"""What the classes of forms declare."""

from difflib import get_close_matches

from releasecheck.facts.app import App
from releasecheck.facts.slips import UncalledValidator
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, by_source, warning

from ..derived.wording import listed


@warning
@by_source
def form_validator_never_called(app: App, source: Source) -> Judgement:
    """A form has a validator for a field that it does not have, so nobody calls it.

    WTForms calls `validate_email` for a field `email`, and for no other: below another name the check, that
    an address is not taken yet, say, never runs, and the form takes what it was to refuse. Told of classes
    whose fields are all seen, those of their bases and of what inherits from them too, and of methods that
    nothing else calls. For information where no field has a name like it: it may be left over.

    Fix: name it after its field: `validate_` and the name.

    Fault::

        class Register(FlaskForm):
            username = StringField()

            def validate_user(self, field): ...

    Fine::

            def validate_username(self, field): ...
    """
    if not source.uncalled_validators:
        yield DoesNotApply("every validator of a form has its field")
    for one in source.uncalled_validators:
        if one.place.path in app.modules:
            yield _uncalled(one, _meant(one))


def _uncalled(one: UncalledValidator, meant: str | None) -> Found:
    return Found(
        f"WTForms never calls {one.method} of {one.form}, which has no field {one.field}",
        subject=f"{one.form}.{one.method}",
        place=one.place,
        evidence=(f"its fields are {listed(one.fields, most=8)}",) if one.fields else (),
        fix=f"Call it `validate_{meant}`." if meant else "Name it after its field, or remove it.",
        severity=None if meant else "info",
    )


def _meant(one: UncalledValidator) -> str | None:
    """The field that its name stands for: "username" for `validate_user`, "email" for `validate_emial`."""
    within = [name for name in one.fields if name in one.field or one.field in name]
    return next(iter((*within, *get_close_matches(one.field, one.fields, 1))), None)
