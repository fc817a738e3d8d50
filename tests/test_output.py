"""`--format NAME[=FILE]`: refused early, written whole or not at all."""

import os
from pathlib import Path

import click
import pytest

from releasecheck.cli.output import CannotWrite, Output, parse_outputs, write_outputs, write_whole

KNOWN = ("text", "json")


def test_text_to_stdout_is_the_default() -> None:
    assert parse_outputs((), KNOWN) == (Output("text", None),)


def test_one_to_stdout_and_others_to_files(tmp_path: Path) -> None:
    assert parse_outputs(("text", f"json={tmp_path}/a=b"), KNOWN) == (
        Output("text", None),
        Output("json", tmp_path / "a=b"),
    )


@pytest.mark.parametrize(
    "values",
    [("html",), ("text", "json"), ("json=",), ("json=.",), ("json=no/such/folder",), ("json=a", "text=a")],
    ids=str,
)
def test_refused(values: tuple[str, ...]) -> None:
    with pytest.raises(click.UsageError):
        parse_outputs(values, KNOWN)


def test_stdout_carries_the_one_format_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outputs = (Output("json", None), Output("text", tmp_path / "text"))
    write_outputs(outputs, lambda output: f"{output.format}!\n")
    assert (capsys.readouterr().out, (tmp_path / "text").read_text()) == ("json!\n", "text!\n")


def test_a_file_keeps_its_mode_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "report"
    path.write_text("old")
    path.chmod(0o640)
    write_whole(path, "new")
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("new", 0o640)
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_is_written_through(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")
    write_whole(tmp_path / "link", "new")
    assert ((tmp_path / "real").read_text(), (tmp_path / "link").is_symlink()) == ("new", True)


def test_a_device_stays_a_device() -> None:
    write_whole(Path(os.devnull), "text")
    assert Path(os.devnull).is_char_device()


def test_what_cannot_be_written_is_not_success(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite) as refused:
        write_whole(tmp_path / "gone" / "report", "text")
    assert refused.value.exit_code == 3
