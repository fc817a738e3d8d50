"""Forms whose files never leave the browser."""

from typing import Any

from releasecheck.facts.source import UploadUse
from releasecheck.facts.templates import UploadForm
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, module, refers, source, table, templates

READS = UploadUse("request.files", at("app.py", 9))


def forms(*uploads: UploadForm, reads: UploadUse = READS, rendered: bool = True, **fields: Any) -> Given:
    """An app that renders page.html, which extends base.html."""
    base = refers("base.html", kind="extends", template="page.html")
    return {
        "app": app(modules=("app.py",)),
        "source": source(
            module("app.py"), uploads=[reads], renders=[refers("page.html")] if rendered else []
        ),
        "templates": templates("page.html", uploads=uploads, references=(base,), **fields),
    }


FORM = UploadForm("page.html", at("templates/page.html", 6), "form.photo")
SAYS = Found(
    "the form of page.html has form.photo and no enctype: the file never arrives",
    "page.html",
    at("templates/page.html", 6),
    ("the app reads uploads: request.files at app.py:9",),
)


def test_upload_without_enctype_faulty() -> None:
    assert ask("upload-without-enctype", forms(FORM)) == [SAYS]


@table(
    {
        "none": (forms(), []),
        "a script of the page may send it": (forms(FORM, scripted=("page.html",)), []),
        "a script of the layout may send it": (forms(FORM, scripted=("base.html",)), []),
        "nothing renders it": (forms(FORM, rendered=False), []),
    }
)
def test_upload_without_enctype_fine(given: Given, says: list[Found]) -> None:
    assert ask("upload-without-enctype", given) == says


def test_upload_without_enctype_does_not_apply() -> None:
    given = forms(FORM, reads=UploadUse("request.files", at("scripts/old.py", 3)))
    assert ask("upload-without-enctype", given) == [DoesNotApply("nothing in the app takes uploads")]
