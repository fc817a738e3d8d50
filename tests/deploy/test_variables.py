"""The environment variables that deploy files set."""

from pathlib import Path

import pytest

from releasecheck.gather.deploy import gather_deploy


@pytest.mark.parametrize(
    ("name", "text", "values"),
    [
        ("Dockerfile", "FROM x\nENV A=1 B='two words' \\\n    C=3\n", {"A": "1", "B": "two words", "C": "3"}),
        ("Dockerfile", "FROM x\nENV A two words\n", {"A": "two words"}),
        ("Dockerfile", "FROM x\nENV A=1\nFROM y\nENV PATH=/b:$PATH B=2\n", {"B": "2"}),
        ("Dockerfile", "FROM x\nENV A='unclosed\n", {}),
        (
            "app.json",
            '{"env": {"A": "1", "B": {"value": "2"}, "C": {"generator": "secret"}}}',
            {"A": "1", "B": "2"},
        ),
        ("app.json", '["no app"]', {}),
        ("app.json", "{", {}),
        ("app.yaml", "env_variables:\n  A: 1\n  B: two\n", {"A": "1", "B": "two"}),
        ("app.yaml", "{{ a template }}: {", {}),
        (
            "render.yaml",
            "services:\n- envVars:\n  - {key: A, value: 1}\n  - {key: B, sync: false}\n",
            {"A": "1"},
        ),
        ("fly.toml", '[env]\nA = "1"\n', {"A": "1"}),
        ("vercel.json", '{"env": {"A": "1", "B": "@of-the-platform", "C": {"no": "text"}}}', {"A": "1"}),
        ("fly.toml", "not toml [", {}),
        ("Dockerfile.dev", "FROM x\nENV A=1\n", {}),
        ("docker-compose.yml", "services: {web: {environment: {A: 1}}}", {}),  # often development's
    ],
)
def test_values_that_are_surely_the_releases(
    name: str, text: str, values: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert gather_deploy(tmp_path).values == {key: (value, name) for key, value in values.items()}
