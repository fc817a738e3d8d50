from dataclasses import replace

from releasecheck.facts.slips import Slip, UncalledValidator
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, source, table


def _lost(field: str, *fields: str) -> Given:
    lost = UncalledValidator("Register", f"validate_{field}", field, fields, at("forms.py", 9))
    return {"app": app(modules=("forms.py",)), "source": source(uncalled_validators=(lost,))}


def _says(field: str, fields: str, fix: str, severity: str | None = None) -> Found:
    return Found(
        f"WTForms never calls validate_{field} of Register, which has no field {field}",
        f"Register.validate_{field}",
        at("forms.py", 9),
        (f"its fields are {fields}",),
        fix=fix,
        severity=severity,  # type: ignore[arg-type]
    )


@table(
    {
        "part of the name": (
            _lost("user", "email", "username"),
            [_says("user", "email and username", "Call it `validate_username`.")],
        ),
        "a typo": (
            _lost("emial", "email", "username"),
            [_says("emial", "email and username", "Call it `validate_email`.")],
        ),
        "left over": (
            _lost("phone", "email"),
            [_says("phone", "email", "Name it after its field, or remove it.", "info")],
        ),
    }
)
def test_form_validator_never_called_faulty(given: Given, says: list[Found]) -> None:
    assert ask("form-validator-never-called", given) == says


def test_form_validator_never_called_check() -> None:
    named = Slip("check-uncalled", "form.validate_on_submit", "remove", at("forms.py", 9))
    told = Found(
        "remove: `form.validate_on_submit` without parentheses is always true, and checks nothing",
        "remove:form.validate_on_submit",
        at("forms.py", 9),
        ("neither the form's validators nor its CSRF token are looked at here",),
        fix="Call it: `form.validate_on_submit()`.",
    )
    assert ask("form-validator-never-called", _caught(named)) == [told]
    beside = {**_caught(named), "app": app(modules=("app.py",))}
    assert not [one for one in ask("form-validator-never-called", beside) if isinstance(one, Found)]


def test_form_validator_never_called_fine() -> None:
    beside = {**_lost("user", "username"), "app": app(modules=("app.py",))}
    assert ask("form-validator-never-called", beside) == []


def test_form_validator_never_called_does_not_apply() -> None:
    given = {"app": app(), "source": source()}
    assert ask("form-validator-never-called", given) == [
        DoesNotApply("every validator of a form has its field")
    ]


def _caught(*slips: Slip) -> Given:
    return {"app": app(modules=("forms.py",)), "source": source(slips=slips)}


NONE_CAUGHT = [DoesNotApply("no validator catches what it refuses with itself")]
PHONE = Slip("refusal-lost", "ValidationError", "check_phone", at("forms.py", 9, 5), detail="ServiceError")
EMAIL = replace(PHONE, function="check_email", place=at("forms.py", 20, 5), detail="")


@table(
    {
        "raises another": (
            _caught(PHONE, EMAIL),
            [
                Found(
                    "check_phone catches the ValidationError that it raises itself, "
                    "and raises ServiceError instead, and 1 other function likewise",
                    "forms.py:check_phone",
                    at("forms.py", 9, 5),
                    ("check_phone at forms.py:9:5", "check_email at forms.py:20:5"),
                )
            ],
        ),
        "raises nothing": (
            _caught(EMAIL),
            [
                Found(
                    "check_email catches the ValidationError that it raises itself, and nobody is refused",
                    "forms.py:check_email",
                    at("forms.py", 20, 5),
                    ("check_email at forms.py:20:5",),
                )
            ],
        ),
    }
)
def test_refusal_caught_faulty(given: Given, says: list[Found]) -> None:
    assert ask("refusal-caught", given) == says


def test_refusal_caught_fine() -> None:
    assert ask("refusal-caught", _caught(replace(PHONE, place=at("old.py", 9)))) == NONE_CAUGHT


def test_refusal_caught_does_not_apply() -> None:
    assert ask("refusal-caught", _caught()) == NONE_CAUGHT
