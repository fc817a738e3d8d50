"""From a view to what the functions change that it calls."""

import pytest

from tests.source.conftest import Index

VIEW = """
from flask import request
import store
from store import Order, remove_all, stock
from services import stock as keeper

@app.route("/delete/<int:number>", methods=["GET", "POST"])
def delete(number):
    {body}
"""
STORE = """
from flask import request
from db import db

def remove(number):
    _take(number)

def _take(number):
    db.session.delete(number)
    db.session.commit()

def remove_all():
    if request.method != "POST":
        return None
    db.session.commit()

def show():
    return db.session.query()

def ensure_one():
    db.session.commit()

def get_one():
    db.session.commit()

def log_one():
    db.session.commit()

def perform_tracking():
    db.session.commit()

def load_and_take(number):
    _take(number)

def run(statement, *values):
    cursor.execute(statement, values)
    connection.commit()

def clean():
    run("DELETE FROM orders")

@contextmanager
def scope():
    yield db.session
    db.session.commit()

def issue_one(number):
    db.session.commit()

class Order:
    def delete_from_db(self):
        db.session.commit()

    @classmethod
    def wipe(cls):
        cls._wipe()

    @classmethod
    def _wipe(cls):
        db.session.execute("DELETE FROM orders")

    def show_it(self): pass

class Stock:
    def take(self, number):
        with open("stock.json", "w") as file:
            file.write(number)

stock = Stock()
"""
OTHER = """
class Basket:
    def show_it(self):
        db.session.commit()

    def take_back(self):
        db.session.commit()

class Shelf:
    def take_back(self): pass
"""


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("store.remove(number)", [("store.remove", "_take")]),
        ("local(number)", [("local",)]),
        ("from store import remove; remove(number)", [("remove", "_take")]),
        ("Order.wipe()", [("Order.wipe", "cls._wipe")]),
        ("order = Order.query.get(number); order.delete_from_db()", [("order.delete_from_db",)]),
        ("Order.query.get(number).delete_from_db()", [("delete_from_db",)]),
        ("stock.take(number)", [("stock.take",)]),
        ("store.stock.take(number)", [("take",)]),
        ("keeper.take(number)", [("keeper.take",)]),
        ("stock = Stock(); mine = Stock(); mine.take(number)", [("mine.take",)]),
        ("Stock().take(number)", [("Stock.take",)]),
        ("Stock().show(number)", []),
        ("made().take(number)", [("take",)]),
        ("from redis import Redis; Redis().take(number)", []),  # not the project's
        ("if request.method == 'POST': store.remove(number)", []),
        ("if request.method == 'GET': return ''\n    store.remove(number)", []),
        ("if not form.validate_on_submit(): return ''\n    store.remove(number)", []),
        ("if request.method == 'GET': pass\n    else: store.remove(number)", []),
        ("if request.method == 'POST': pass\n    else: return ''\n    store.remove(number)", []),
        ("if request.args: pass\n    else: return ''\n    store.remove(1)", [("store.remove", "_take")]),
        (
            "if request.method == 'POST': pass\n    else: pass\n    store.remove(1)",
            [("store.remove", "_take")],
        ),
        ("remove_all()", []),
        ("store.show(); unknown(); unknown.remove()", []),
        ("item.show_it()", []),  # of two classes, and one of them changes nothing
        ("item.take_back()", []),
        ("recursive()", []),
        ("store.ensure_one(); store.get_one(); store.log_one(); store.perform_tracking()", []),
        ("store.load_and_take(number)", []),
        ("store.run('SELECT 1')", []),
        ("store.run('DELETE FROM t')", [("store.run",)]),
        ("statement = 'UPDATE t'; store.run(statement, number)", [("store.run",)]),
        ("store.run(f'delete from {number}')", [("store.run",)]),
        ("statement = 'SELECT 1'; store.run(statement)", []),
        ("store.run('SELECT 1'); store.clean()", [("store.clean", "run")]),
        ("with store.scope() as session: pass", []),
        ("store.issue_one(number)", [("store.issue_one",)]),
        ("try:\n        if not request.form: return ''\n        store.remove(1)\n    except E: pass", []),
    ],
)
def test_what_is_changed_through_others(index: Index, body: str, told: list[tuple[str, ...]]) -> None:
    local = "def local(number):\n    db.session.commit()\n\ndef recursive():\n    recursive()\n"
    files = {
        "store.py": STORE,
        "services.py": "from store import Stock\nstock = Stock()\n",
        "other.py": OTHER,
    }
    found = index({**files, "app.py": f"{local}from store import Stock\n{VIEW.format(body=body)}"})
    (route,) = found.facts.route_functions
    assert list(dict.fromkeys(one.path for one in route.through)) == told


CALLS = "import helpers\n@app.get('/a')\ndef a():\n    helpers.go()\n"
HELPERS = "def go():\n    db.session.commit()\n"


def test_where_it_is_changed(index: Index) -> None:
    found = index({"app.py": CALLS, "helpers.py": HELPERS})
    (route,) = found.facts.route_functions
    (through,) = route.through
    assert (through.write, str(through.place)) == ("session.commit", "helpers.py:2:5")


def test_a_module_beside_the_one_that_imports_it(index: Index) -> None:
    found = index({"backend/app.py": CALLS, "backend/helpers.py": HELPERS})
    (route,) = found.facts.route_functions
    assert [one.path for one in route.through] == [("helpers.go",)]


def test_modules_that_a_package_lists_for_a_star(index: Index) -> None:
    view = "from shop.pages import *\n@app.get('/')\ndef take():\n    return book.book()\n"
    posted = "from flask import request\ndef book():\n    if request.method == 'POST': db.session.commit()\n"
    slot = "class Slot:\n    def book(self): db.session.commit()\n"
    files = {"shop/__init__.py": "", "shop/slots.py": slot, "shop/app.py": view, "shop/pages/book.py": posted}
    (route,) = index({**files, "shop/pages/__init__.py": "__all__ = ['book']\n"}).facts.route_functions
    assert route.through == ()
    (route,) = index(
        {
            **files,
            "shop/pages/__init__.py": "__all__ = ['book', 'gone']\n",
            "shop/pages/book.py": "def book():\n    db.session.commit()\n",
        }
    ).facts.route_functions
    assert [str(one.place) for one in route.through] == ["shop/pages/book.py:2:5"]


STATE = """
todos = []
names = set()
users = {}
who = None
cache = {}
total = 0

def add(todo):
    todos.append(todo)

def drop(number):
    del todos[number]

def count():
    global total
    total += 1

def fill(name):
    names.add(name)
    cache[name] = name

def local():
    todos = []
    todos.append(1)

def given(todos):
    todos.append(1)

def deeper():
    add(1)

def put(name):
    users[name] = 1

def put_once(name):
    if name not in users:
        users[name] = 1

def load_users(name):
    users[name] = 1

def without(number):
    global todos
    todos = [one for one in todos if one != number]

def renew():
    global todos
    todos = fetch()

def sign_in(name):
    global who
    who = name

def looped(rows):
    for users in rows:
        users.append(1)

def unpacked():
    users, rest = read()
    users.append(1)
"""


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("stock.add(1)", [("stock.todos", "append() in stock.add()")]),
        ("stock.drop(1)", [("stock.todos", "an item is deleted in stock.drop()")]),
        ("stock.count()", [("stock.total", "it is given another value in stock.count()")]),
        (
            "stock.deeper()",
            [("stock.todos", "append() in add()")],
        ),
        ("stock.fill('x')", []),
        ("stock.local(); stock.given([])", []),
        ("unknown.add(1)", []),
        ("stock.put('x')", [("stock.users", "an item is set in stock.put()")]),
        ("stock.put_once('x'); stock.load_users('x')", []),
        ("stock.without(1)", [("stock.todos", "it is given another value in stock.without()")]),
        ("stock.sign_in('x')", [("stock.who", "it is given another value in stock.sign_in()")]),
        ("stock.renew()", []),
        ("stock.looped([]); stock.unpacked()", []),
        (
            "if request.method == 'POST': stock.add(1)",
            [("stock.todos", "append() in stock.add()")],
        ),
    ],
)
def test_variables_that_others_change(index: Index, body: str, told: list[tuple[str, str]]) -> None:
    app = f"import stock\n@app.post('/a')\ndef a():\n    {body}\n"
    (view,) = index({"app.py": app, "stock.py": STATE}).facts.views
    assert sorted((one.variable, one.how) for one in view.changes) == told
