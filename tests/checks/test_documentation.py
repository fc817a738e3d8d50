"""Every rule is documented for its users and has its three kinds of tests."""

import ast
from functools import cache
from pathlib import Path

import pytest

from releasecheck.registry import Rule, load_rules

HERE = Path(__file__).parent
KINDS = ("faulty", "fine", "does_not_apply")
RULES = pytest.mark.parametrize("rule", load_rules().values(), ids=lambda rule: rule.id)


@cache
def named_tests(family: str) -> set[str]:
    """The names of the tests in the family's files."""
    modules = (ast.parse(file.read_text(encoding="utf-8")) for file in HERE.glob(f"test_{family}*.py"))
    return {one.name for module in modules for one in module.body if isinstance(one, ast.FunctionDef)}


def paragraphs(rule: Rule) -> list[str]:
    return rule.doc.split("\n\n")


@RULES
def test_the_first_line_says_what_in_one_sentence(rule: Rule) -> None:
    first = paragraphs(rule)[0]
    assert first.endswith(".")
    assert "\n" not in first


@RULES
def test_the_docstring_says_why_and_how_to_mend_it(rule: Rule) -> None:
    why = paragraphs(rule)[1]
    assert not why.startswith(("Fix:", "Fault::", "Fine::"))
    assert why.endswith(".")
    assert rule.fix


@RULES
@pytest.mark.parametrize("title", ["Fault::", "Fine::"])
def test_the_docstring_shows_an_example(rule: Rule, title: str) -> None:
    parts = paragraphs(rule)
    assert parts[parts.index(title) + 1].startswith("    ")


@RULES
def test_the_rule_has_its_three_kinds_of_tests(rule: Rule) -> None:
    wanted = {f"test_{rule.id.replace('-', '_')}_{kind}" for kind in KINDS}
    assert wanted <= named_tests(rule.family)
