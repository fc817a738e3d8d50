"""Uploads that are kept under their sender's name."""

from textwrap import indent

import pytest

from tests.source.conftest import Index

IMPORTS = (
    "import os\nfrom uuid import uuid4\nfrom flask import Flask, redirect, request, session, url_for\n"
    "from flask_login import current_user\nfrom werkzeug.utils import secure_filename\n"
    "app = Flask(__name__)\n"
)
FILE = "file = request.files['file']\n"
NAME = f"{FILE}name = secure_filename(file.filename)\n"
KEPT = "file.save(os.path.join(app.config['UPLOADS'], name))\n"
LINKED = "return redirect(url_for('show', filename=name))"
ADDED = "db.session.add(Picture(name))\ndb.session.commit()"


def told(index: Index, body: str) -> bool:
    view = f"{IMPORTS}@app.post('/')\ndef send():\n{indent(body, '    ')}\n"
    return any(one.kind == "overwrites-another" for one in index(view).facts.slips)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (f"{NAME}{KEPT}{LINKED}", True),
        (f"{NAME}{KEPT}{ADDED}", True),
        (f"{NAME}path = os.path.join(FOLDER, name)\nfile.save(path)\n{ADDED}", True),
        (f"{FILE}file.save('uploads/' + file.filename)\n{ADDED}", True),
        (f"{NAME}file.save(f'static/{{name}}')\n{ADDED}", True),
        (f"{NAME}{KEPT}return 'thanks'", False),  # nobody asks for it by that name
        (f"{NAME}name = f'{{uuid4()}}_{{name}}'\n{KEPT}{ADDED}", False),
        (f"{NAME}name = unique(name)\n{KEPT}{ADDED}", False),
        (f"{NAME}name = str(int(time.time())) + name\n{KEPT}{ADDED}", False),
        (f"{NAME}name = f'{{current_user.id}}_{{name}}'\n{KEPT}{ADDED}", False),
        (f"{NAME}name = session['user'] + name\n{KEPT}{ADDED}", False),
        (f"{NAME}file.save(os.path.join(folder_of_user, name))\n{ADDED}", False),
        (f"{NAME}if os.path.exists(name): return 'no'\n{KEPT}{ADDED}", False),
        (f"{NAME}{KEPT}os.remove(name)\n{ADDED}", False),
        (f"{FILE}file.save('uploads/logo.png')\n{ADDED}", False),
        (f"form.save()\n{ADDED}", False),
    ],
)
def test_views(index: Index, body: str, *, found: bool) -> None:
    assert told(index, body) is found
