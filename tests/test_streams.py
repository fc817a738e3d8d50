"""Standard streams that are closed, full or left by their reader."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).with_name("releasecheck")
RUN = f"{COMMAND} run . --skip boot --skip tests"
FULL = "Error: stdout cannot be written: No space left on device\n"


def shell(script: str, folder: Path) -> tuple[str, str]:
    done = subprocess.run(["bash", "-c", script], cwd=folder, capture_output=True, text=True, check=False)
    return done.stdout, done.stderr


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_closed_stream_changes_no_verdict(closed: str, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("value = 1\n")
    assert shell(f"{RUN} --format text=report {closed}; echo $?", tmp_path) == ("0\n", "")
    assert (tmp_path / "report").read_text().startswith("ready: ")


def test_our_children_run_although_stdin_is_closed(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("from flask import Flask\n\napp = Flask(__name__)\n")
    said, _ = shell(f"{COMMAND} run . --skip tests --skip lint --skip requests <&-", tmp_path)
    assert "does not run as a Python" not in said


@pytest.mark.parametrize("command", [RUN, f"{RUN} --format json", f"{COMMAND} rules", f"{COMMAND} --version"])
def test_a_full_device_is_said_in_one_line(command: str, tmp_path: Path) -> None:
    assert shell(f"{command} >/dev/full; echo $?", tmp_path) == ("3\n", FULL)


def test_help_on_a_full_device_is_no_traceback(tmp_path: Path) -> None:
    assert shell(f"{COMMAND} --help >/dev/full; echo $?", tmp_path) == ("3\n", "")


@pytest.mark.parametrize("command", [f"{RUN} --format json", f"{COMMAND} rules", f"{COMMAND} --version"])
def test_nothing_is_said_of_a_reader_that_left(command: str, tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(command.split(), cwd=tmp_path, stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"")


def test_a_current_directory_that_was_deleted_is_no_project(tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    _, said = shell(f"cd gone && rmdir ../gone && {COMMAND} run", tmp_path)
    assert said.endswith("Error: there is no project folder '.'\n")
