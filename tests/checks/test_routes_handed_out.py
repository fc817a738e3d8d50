"""What a view hands out to others than those whom it is for."""

from releasecheck.facts.slips import Slip
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, source

NONE = [DoesNotApply("no view keeps an upload under its sender's name alone")]
SAVED = Slip("overwrites-another", "file.save(…)", "upload", at("app.py", 8, 5))
MORE = Slip("overwrites-another", "photo.save(…)", "photo", at("app.py", 20, 5))


def inside(*slips: Slip) -> Given:
    return {"app": app(), "source": source(slips=slips)}


def test_upload_overwrites_another_faulty() -> None:
    assert ask("upload-overwrites-another", inside(SAVED, MORE)) == [
        Found(
            "upload keeps an upload under its sender's name: another of that name is lost, "
            "and 1 other view likewise",
            "app.py:upload",
            at("app.py", 8, 5),
            ("file.save(…) in upload at app.py:8:5", "photo.save(…) in photo at app.py:20:5"),
        )
    ]


def test_upload_overwrites_another_fine() -> None:
    unloaded = Slip("overwrites-another", "file.save(…)", "upload", at("old.py", 8, 5))
    assert ask("upload-overwrites-another", inside(unloaded)) == NONE


def test_upload_overwrites_another_does_not_apply() -> None:
    assert ask("upload-overwrites-another", inside()) == NONE
