"""`releasecheck rules` and `releasecheck explain`."""

import pytest
from click.testing import CliRunner

from releasecheck import suppress
from releasecheck.cli import COMMANDS, main
from releasecheck.registry import load_rules


def ask(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, arguments)
    return result.exit_code, result.output


def test_every_rule_is_listed_with_its_severity_and_summary() -> None:
    code, listed = ask("rules")
    assert code == 0
    for rule in (load_rules() | suppress.RULES).values():
        assert any(line.split()[:2] == [rule.id, rule.severity] for line in listed.splitlines()), rule.id
        assert rule.summary in listed


@pytest.mark.parametrize("rule_id", [*load_rules(), *suppress.RULES])
def test_explain_prints_what_why_fix_and_an_example_of_each(rule_id) -> None:
    code, text = ask("explain", rule_id)
    assert code == 0
    for part in (f"{rule_id} (", "\nFix: ", "\nFault::\n", "\nFine::\n"):
        assert part in text


def test_an_unknown_rule_is_wrong_usage_with_the_nearest_known() -> None:
    code, text = ask("explain", "debug-onn")
    assert code == 2
    assert "Did you mean debug-on?" in text


def test_the_help_says_of_each_command_what_the_command_says() -> None:
    group = main.make_context("releasecheck", ["rules"])
    for name, (_, line) in COMMANDS.items():
        assert main.get_command(group, name).get_short_help_str(200) == line
