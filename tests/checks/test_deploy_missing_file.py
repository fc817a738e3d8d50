"""Files that a Dockerfile asks for and that a clean checkout has not."""

from typing import Any

from releasecheck.facts.deploy import Lacking
from releasecheck.facts.runs import Git
from releasecheck.findings import DoesNotApply, Found

from .build import Given, ask, at, deploy, image, table

LINE = at("Dockerfile", 4)


def lacks(path: str, why: Any = "nowhere", instruction: str = "COPY", tracked: tuple[str, ...] = ()) -> Given:
    images = [image(lacks=(Lacking(path, why, instruction, LINE),))]
    return {"deploy": deploy(images=images), "git": Git("c" * 40, "main", dirty=False, tracked=tracked)}


def found(message: str, subject: str, **fields: Any) -> Found:
    return Found(message, subject, LINE, **fields)


@table(
    {
        "nowhere": (
            lacks("requirements.txt", instruction="RUN"),
            [found("RUN asks for requirements.txt, which is nowhere in the project", "requirements.txt")],
        ),
        "ignored by git": (
            lacks(".env", "gitignore"),
            [
                found(
                    "COPY asks for .env, which is kept out of git, so a clean checkout does not have it",
                    ".env",
                    severity="warning",
                )
            ],
        ),
        "ignored by docker, though git has it": (
            lacks("app.py", "dockerignore", tracked=("app.py",)),
            [found("COPY asks for app.py, which is kept out of the build by .dockerignore", "app.py")],
        ),
    }
)
def test_image_asks_for_missing_file_faulty(given: Given, says: list[Found]) -> None:
    assert ask("image-asks-for-missing-file", given) == says


@table(
    {
        "nothing is lacking": ({"deploy": deploy(images=[image()]), "git": None}, []),
        "git has it, and it was deleted here": (lacks("api/boot.sh", tracked=("web/api/boot.sh",)), []),
    }
)
def test_image_asks_for_missing_file_fine(given: Given, says: list[Found]) -> None:
    assert ask("image-asks-for-missing-file", given) == says


def test_image_asks_for_missing_file_does_not_apply() -> None:
    said = ask("image-asks-for-missing-file", {"deploy": deploy(), "git": None})
    assert said == [DoesNotApply("the project builds no image")]
