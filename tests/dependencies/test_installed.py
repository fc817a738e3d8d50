"""What an interpreter has installed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from releasecheck.gather.dependencies import installed_for
from releasecheck.gather.installed import gather_installed
from releasecheck.gather.interpreter import Interpreter, too_old


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interpreter with distributions made by hand."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    (site,) = folder.glob("lib/python*/site-packages")
    described = {
        "Listed_Names-1.0": ("", {"top_level.txt": "listed\n_listed/inner\n"}, []),
        "by_files-2.0": (
            (
                "Requires-Dist: listed-names>=1; python_version > '3'\n"
                "Requires-Dist: nothing; python_version < '3'\n"
                "Requires-Dist: more>=2; extra == 'all'\n"
            ),
            {},
            ["package/__init__.py", "single.py", "../bin/tool", "data/file.json", "fast.cpython-311-x.so"],
        ),
        "shop-0.1": ("", {"direct_url.json": _editable(folder / "bin")}, []),
    }
    for name, (requires, files, record) in described.items():
        info = site / f"{name}.dist-info"
        info.mkdir()
        title, version = name.split("-")
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {title}\nVersion: {version}\n{requires}"
        )
        (info / "RECORD").write_text("".join(f"{file},,\n" for file in record))
        for file, content in files.items():
            (info / file).write_text(content)
    (site / "broken-1.0.dist-info").mkdir()
    return folder / "bin" / "python"


def _editable(folder: Path) -> str:
    return json.dumps({"url": folder.resolve().as_uri(), "dir_info": {"editable": True}})


def test_names_versions_requirements_and_modules(python: Path) -> None:
    found = gather_installed(python, "3.11.7", python.parent, os.environ)
    told = {one.name: one for one in found.distributions}
    assert sorted(told) == ["by-files", "listed-names", "shop"]
    assert told["listed-names"].imports == ("_listed", "listed")
    assert told["by-files"].imports == ("fast", "package", "single")
    assert told["by-files"].version == "2.0"
    assert told["by-files"].requires == ("listed-names>=1",)
    assert told["by-files"].extras == {"all": ("more>=2",)}
    assert (found.own, found.platform, found.problem) == (("shop",), "linux", None)


def test_a_program_that_is_no_python_is_a_reason() -> None:
    found = gather_installed(Path("/bin/true"), None, Path("/"), os.environ)
    assert found.problem == "true could not say what it has installed"


@pytest.mark.parametrize(
    ("version", "flask", "problem"),
    [
        ("3.8.18", "1.1.4", None),  # too old to be booted, and no worse to ask
        (
            "3.7.16",
            "1.1.4",
            "Python 3.7.16 is older than 3.8, the oldest that releasecheck knows: upgrade it",
        ),
        (None, None, "it does not run"),
    ],
)
def test_of_an_interpreter_that_boots_nothing(
    version: str | None, flask: str | None, problem: str | None, python: Path, tmp_path: Path
) -> None:
    why = (too_old(version, flask) if version else None) or "it does not run"
    installed = installed_for(Interpreter(python, "--python", version, flask, problem=why), tmp_path)
    assert installed.problem == problem
    assert bool(installed.distributions) is (problem is None)
