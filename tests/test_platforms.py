"""What is said on systems that cannot do all that a run wants."""

import pytest

from releasecheck.cli.platforms import LIMITS, Unsupported, check


@pytest.mark.parametrize(("platform", "said"), [("linux", ""), ("darwin", f"{LIMITS}\n")])
def test_what_is_missing_is_said_on_stderr(capsys, platform, said) -> None:
    check(platform)
    assert capsys.readouterr() == ("", said)


def test_where_programs_cannot_be_contained_nothing_can_be_told() -> None:
    with pytest.raises(Unsupported, match="WSL") as told:
        check("win32")
    assert told.value.exit_code == 3
