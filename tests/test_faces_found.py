"""`releasecheck run` on every face of the sample app finds exactly what is marked."""

import importlib.util
import shutil
import subprocess
import sys
import sysconfig
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from wsgiref import simple_server

import pytest
import werkzeug.serving

from releasecheck.registry import load_rules
from tests import careless_fleet, careless_proxy
from tests.program import report_of
from tests.test_git import git
from tests.test_sample_app_faces import CARELESS, SAMPLE_APP, TINY, expected, unmatched

SERVED = {
    "dev-server-banner": werkzeug.serving.make_server,
    "deployed-debugger-exposed": simple_server.make_server,
    "health-probe-core": simple_server.make_server,
    "site-of-another-release": careless_proxy.make_server,
}
# What a developer's machine has and git does not, by face.
UNTRACKED = {"deploy": "instance/loans.sqlite3"}
OPTIONS = {"rehearsal": ["--serve"], "site-of-another-release": ["--build", "b7c8d9e0f1a2"]}
LOOSE_ENDS = SAMPLE_APP / "faces" / "loose-ends"
HALF_ROLLED_OUT = SAMPLE_APP / "faces" / "half-rolled-out"
OF_THEIR_OWN = [LOOSE_ENDS, HALF_ROLLED_OUT]
UNSERVED = [face for face in TINY if face.name not in SERVED and face not in OF_THEIR_OWN]


def places(report: dict[str, Any]) -> list[tuple[str | None, int | None, str]]:
    return [(one["path"], one["line"], one["rule"]) for one in report["findings"]]


@pytest.fixture
def worked_in() -> Iterator[Callable[[Path], None]]:
    """Puts the untracked file of a face there for as long as the test runs."""
    files: list[Path] = []

    def put(face: Path) -> None:
        if face.name in UNTRACKED:
            files.append(face / UNTRACKED[face.name])
            files[-1].parent.mkdir(exist_ok=True)
            files[-1].write_bytes(b"SQLite format 3\0")

    yield put
    for file in files:
        file.unlink()
        file.parent.rmdir()


def app_of(face: Path) -> Any:
    """The face's app, in this process."""
    spec = importlib.util.spec_from_file_location(f"face_{face.name}", face / "app.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # Flask looks there for the folder of its templates
    spec.loader.exec_module(module)
    return module.app


@contextmanager
def served(face: Path) -> Iterator[str]:
    """The face on a free port of loopback."""
    server = SERVED[face.name]("127.0.0.1", 0, app_of(face))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_careful_face_passes_with_no_finding_and_nothing_left_open() -> None:
    report = report_of(SAMPLE_APP, "--set", "SECRET_KEY=5c0b6f7c1f7e4f0d9d1f6a0c9b3e2d41")
    assert places(report) == []
    open_checks = [one for one in report["checks"] if one["outcome"] not in {"passed", "skipped"}]
    assert open_checks == []
    assert (report["verdict"], report["exit_code"]) == ("ready", 0)


@pytest.mark.parametrize("face", [CARELESS, *UNSERVED], ids=lambda face: face.name)
def test_a_face_shows_exactly_what_is_marked(face, worked_in) -> None:
    worked_in(face)
    report = report_of(face, *OPTIONS.get(face.name, ()))
    assert unmatched(expected(face), places(report)) == ([], [])
    assert not [one for one in report["checks"] if one["outcome"] == "errored"]


@pytest.mark.parametrize("name", sorted(SERVED))
def test_a_served_face_shows_exactly_what_is_marked(name) -> None:
    face = SAMPLE_APP / "faces" / name
    with served(face) as url:
        report = report_of(face, "--url", url, *OPTIONS.get(name, ()))
    assert unmatched(expected(face), places(report)) == ([], [])


def test_a_face_on_two_servers_with_and_without_tls(tmp_path: Path) -> None:
    with careless_fleet.serving(app_of(HALF_ROLLED_OUT), tmp_path) as fleet:
        where = ("--url", fleet.url, "--http-port", str(fleet.http_port))
        report = report_of(HALF_ROLLED_OUT, *where, SSL_CERT_FILE=str(fleet.ca_file))
    assert unmatched(expected(HALF_ROLLED_OUT), places(report)) == ([], [])


@pytest.fixture
def loose_ends(tmp_path: Path) -> Path:
    """The face in a repository of its own, one file not committed."""
    project = tmp_path / "loose-ends"
    shutil.copytree(LOOSE_ENDS, project, ignore=shutil.ignore_patterns("__pycache__"))
    git(project, "init", "-q")
    (project / "app.pyc").touch()
    git(project, "add", ".")
    git(project, "rm", "-q", "--cached", "labels.py")
    git(project, "commit", "-q", "-m", "Print labels")
    return project


STUB_OF_CORS = """
def CORS(app, resources):
    app.after_request(lambda response: response if resources else None)
"""


@pytest.fixture
def old_environment(tmp_path: Path) -> Path:
    """A Python that sees our packages, and above them the old ones that the face asks for."""
    folder = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "ours.pth").write_text(sysconfig.get_path("purelib"))
    (site / "flask_cors.py").write_text(STUB_OF_CORS)
    (site / "flask_login.py").write_text("from werkzeug.urls import url_decode\n")
    for name, version in (("flask_cors", "5.0.1"), ("flask_login", "0.6.2")):
        info = site / f"{name}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        (info / "top_level.txt").write_text(name)
    return folder / "bin" / "python"


def test_a_face_in_a_repository_and_an_environment_of_its_own(
    loose_ends: Path, old_environment: Path
) -> None:
    report = report_of(loose_ends, "--python", old_environment)
    assert unmatched(expected(LOOSE_ENDS), places(report)) == ([], [])
    assert not [one for one in report["checks"] if one["outcome"] == "errored"]


def test_every_rule_is_shown_by_a_face() -> None:
    marked = {rule for face in [CARELESS, *TINY] for _, _, rule in expected(face)}
    assert marked == set(load_rules())
