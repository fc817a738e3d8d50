"""What is installed elsewhere: every package, the checks under our name, both commands."""

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def sources() -> set[str]:
    """Every source file, as it is installed."""
    ours = {path.relative_to(ROOT) for path in (ROOT / "releasecheck").rglob("*.py")}
    rules = {Path("releasecheck", path.relative_to(ROOT)) for path in (ROOT / "checks").rglob("*.py")}
    return {path.as_posix() for path in ours | rules}


def test_every_package_is_listed() -> None:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["packages"]
    assert set(listed) == {path.rpartition("/")[0].replace("/", ".") for path in sources()}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our wheel, built through the sdist."""
    folder = tmp_path_factory.mktemp("dist")
    source = folder / "source"  # a copy: the two workers of the suite may both be building
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(".*", "build", "dist", "*.egg-info"))
    subprocess.run(
        [sys.executable, "-m", "build", "--outdir", folder, source], check=True, capture_output=True
    )
    (wheel,) = folder.glob("*.whl")
    return wheel


def test_the_wheel_holds_every_source(wheel) -> None:
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert held == sources() | {"releasecheck/py.typed"}


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with our wheel, and with our dependencies to import."""
    home = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home / "venv"], check=True)
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        home / "venv/bin/python",
    ]  # a pip of its own takes seconds
    subprocess.run([*pip, "install", "--quiet", "--no-deps", wheel], check=True)
    # The dependencies are those of this environment: installing them again would prove nothing of ours.
    ours = next(path for path in sys.path if path.endswith("site-packages"))
    (site,) = (home / "venv/lib").glob("python*/site-packages")
    (site / "dependencies.pth").write_text(ours + "\n")
    return home / "venv/bin"


@pytest.mark.parametrize(
    "command", [["releasecheck"], ["python", "-m", "releasecheck"]], ids=["script", "module"]
)
def test_the_wheel_runs_and_a_project_with_our_names_does_not_disturb_it(
    installed, tmp_path, command
) -> None:
    for name in ("checks", "releasecheck"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise SystemExit('the wrong one')")
    program = [str(installed / command[0]), *(["-P"] if command[0] == "python" else []), *command[1:]]
    rules = subprocess.run([*program, "rules"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert rules.stderr == ""
    assert "debug-on" in rules.stdout


def test_the_wheel_brings_no_package_called_checks(installed) -> None:
    seen = subprocess.run(
        [installed / "python", "-c", "import releasecheck.checks as c; print(c.__file__); import checks"],
        cwd=installed,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "site-packages/releasecheck/checks/__init__.py" in seen.stdout
    assert "No module named 'checks'" in seen.stderr


FAULTY = """
from releasecheck.probe import Target, probe

result: int = probe(Target(url="https://app.example/"))
Target("https://app.example/")
probe(Target(url="https://app.example/", dead_line=3))
probe(Target(url="https://app.example/")).reason
"""


def prober_in_the_readme() -> str:
    blocks = re.findall(r"```python\n(.+?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    return "\n".join(block for block in blocks if "from releasecheck.probe import" in block)


@pytest.mark.parametrize(
    ("script", "faults"),
    [
        pytest.param(prober_in_the_readme(), [], id="of the README"),
        pytest.param(FAULTY, ["assignment", "call-arg", "call-arg", "attr-defined"], id="faulty"),
    ],
)
def test_a_users_script_is_typed_against_the_wheel(
    installed: Path, tmp_path: Path, script: str, faults: list[str]
) -> None:
    (tmp_path / "script.py").write_text(script)
    strictly = ["--strict", f"--python-executable={installed / 'python'}", "script.py"]
    said = subprocess.run(
        [sys.executable, "-m", "mypy", *strictly], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert re.findall(r"error: .*\[([a-z-]+)\]$", said.stdout, re.MULTILINE) == faults, said.stdout
