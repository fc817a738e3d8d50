"""Rows of a visitor's own, and rows of anybody."""

import pytest

from .conftest import Index

HEAD = (
    "from flask import Flask, g, session\nfrom flask_login import current_user\n"
    "from flask_jwt_extended import get_jwt_identity\nfrom models import Device, User, db\n"
    "app = Flask(__name__)\nnewest = Device.query.first()\n"
)
VISITOR = 'user = User.query.filter_by(name=session["name"]).first()\n    '
MINE = "device = Device.query.filter_by(id=number, user=current_user).first()\n"
DELETED = "    return ''\n    db.session.delete(device)"
LOADED = "device = Device.query.get_or_404(number)\n    "


def rows(
    index: Index, body: str, head: str = '@app.post("/devices/<int:number>")\ndef act(number):'
) -> list[str]:
    (found,) = index(f"{HEAD}{head}\n    {body}\n").facts.views
    return [f"{one.how} {one.model}: {one.said}" for one in found.rows]


@pytest.mark.parametrize(
    ("body", "change"),
    [
        ("device.name = read()", "device.name = …"),
        ("db.session.delete(device)", "delete(device)"),
        ("if True:\n        device.name = read()", "device.name = …"),
        ("try:\n        pass\n    except KeyError:\n        device.name = read()", "device.name = …"),
        ('if "username" not in session:\n        return ""\n    db.session.delete(device)', "delete(device)"),
        (f"if not current_user.is_authenticated:\n    {DELETED}", "delete(device)"),
        (f"if session.get('user_id') is None:\n    {DELETED}", "delete(device)"),
        ("if not g.user:\n        return ''\n    db.session.delete(device)", "delete(device)"),
    ],
)
def test_any_row_is_changed(index: Index, body: str, change: str) -> None:
    assert rows(index, LOADED + body) == [f"changed Device: {change}"]


@pytest.mark.parametrize(
    "loaded",
    [
        "device = Device.query.get(number)",
        "device = db.session.get(Device, number)",
        "device = db.get_or_404(Device, number)",
        "device = Device.query.filter_by(id=number).first()",
        "device = db.session.query(Device).filter(Device.id == number).one()",
    ],
)
def test_how_a_row_is_found(index: Index, loaded: str) -> None:
    assert rows(index, f"{loaded}\n    db.session.delete(device)") == ["changed Device: delete(device)"]


@pytest.mark.parametrize(
    "body",
    [
        "device.views = 1",  # a counter
        "device.last_seen = now()",
        "device.hits += 1",
        "if current_user.role != 'admin':\n        return ''\n    db.session.delete(device)",
        "if session.get('is_admin'):\n        db.session.delete(device)",
        "check_owner(device)\n    db.session.delete(device)",
        "authorize('delete')\n    db.session.delete(device)",
        "service.remove(device, current_user)\n    db.session.delete(device)",
        "device = find(number)\n    db.session.delete(device)",
    ],
)
def test_what_is_no_change_of_anybodys_row(index: Index, body: str) -> None:
    assert rows(index, LOADED + body) == []


def test_records_of_people_are_left_to_others(index: Index) -> None:
    assert rows(index, "user = User.query.get(number)\n    db.session.delete(user)") == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            "return Device.query.filter_by(user=current_user).all()",
            "Device.query.filter_by(user=current_user)",
        ),
        (
            "owner = get_jwt_identity()\n    return Device.query.filter_by(user=owner).all()",
            "Device.query.filter_by(user=owner)",
        ),
        (
            f"{VISITOR}return Device.query.filter_by(user=user.id).all()",
            "Device.query.filter_by(user=user.id)",
        ),
        (
            f"{MINE}    db.session.delete(device)",
            "Device.query.filter_by(id=number, user=current_user)",
        ),
    ],
)
def test_the_visitors_own(index: Index, body: str, said: str) -> None:
    assert rows(index, body) == [f"own Device: {said}"]


@pytest.mark.parametrize("test", ["device.user != current_user", "device not in current_user.devices"])
def test_a_look_at_whose_it_is(index: Index, test: str) -> None:
    body = f"{LOADED}if {test}:\n        return ''\n    db.session.delete(device)"
    assert rows(index, body) == [f"checked Device: {test}"]


def test_the_visitor_may_be_given_by_a_decorator(index: Index) -> None:
    head = '@app.post("/devices/<int:number>")\n@token_required\ndef act(current_user, number):'
    body = f"{LOADED}if device.user != current_user.id:\n        return ''\n    db.session.delete(device)"
    assert rows(index, body, head) == ["checked Device: device.user != current_user.id"]


def test_what_a_function_inside_does_is_its_own(index: Index) -> None:
    assert rows(index, f"{LOADED}def later():\n        db.session.delete(device)\n    return later") == []
