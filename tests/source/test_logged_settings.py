"""All settings at once in what is printed or logged."""

import pytest

from .conftest import Index

HEAD = "import logging, os, json\nfrom dotenv import dotenv_values\nfrom flask import Flask, current_app\n"
APP = "app = Flask(__name__)\nlog = logging.getLogger(__name__)\n"
ENVIRONMENT, FILE = "the whole environment", "the whole of the .env file"


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("print(os.environ)", ENVIRONMENT),
        ("print('with', dict(os.environ))", ENVIRONMENT),
        ("log.info('with %s', os.environ.copy())", ENVIRONMENT),
        ("print(f'{os.environ}')", ENVIRONMENT),
        ("print(json.dumps(dict(os.environ), indent=2))", ENVIRONMENT),
        ("print(dotenv_values())", FILE),
        ("logging.warning(dotenv_values('.env'))", FILE),
        ("app.logger.info(app.config)", "the whole config"),
        ("def show():\n    print(current_app.config)", "the whole config"),
        # Less than all, or nowhere that is kept:
        ("print(os.environ['HOME'])", None),
        ("print(os.environ.get('HOME'))", None),
        ("print(sorted(os.environ.keys()))", None),
        ("print(app.config['NAME'])", None),
        ("print(len(os.environ))", None),
        ("log.debug(os.environ)", None),
        ("page.info(os.environ)", None),
        ("if __name__ == '__main__':\n    print(os.environ)", None),
        ("@app.cli.command('env')\ndef env():\n    print(os.environ)", None),
    ],
)
def test_settings_in_logs(index: Index, line: str, what: str | None) -> None:
    found = index(f"{HEAD}{APP}{line}\n").facts.logged_settings
    assert [one.what for one in found] == ([what] if what else [])
