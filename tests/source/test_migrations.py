"""Alembic's revisions: what they make, drop and alter, and what keeps that from being known."""

from textwrap import dedent, indent

import pytest

from releasecheck.facts.migrations import Chain, Revision
from tests.source.conftest import Index

HEAD = """\
from alembic import op
import sqlalchemy as sa

revision = "{name}"
down_revision = {after}
"""


def written(*upgrade: str, name: str = "a1", after: str = "None", below: str = "") -> str:
    body = indent(dedent("\n".join(upgrade)) or "pass", "    ")
    return (
        HEAD.format(name=name, after=after)
        + f"\ndef upgrade():\n{body}\n\ndef downgrade():\n    op.drop_table('a')\n{below}"
    )


def chains(index: Index, files: dict[str, str], env: str = "") -> tuple[Chain, ...]:
    in_folder = {f"migrations/versions/{name}": content for name, content in files.items()}
    return index({"migrations/env.py": env or "target_metadata = None\n", **in_folder}).facts.chains


def one(index: Index, *upgrade: str, below: str = "") -> Revision:
    (chain,) = chains(index, {"a1_x.py": written(*upgrade, below=below)})
    (revision,) = chain.revisions
    return revision


def changes(revision: Revision) -> list[tuple[str, str, str]]:
    return [(each.does, each.table, each.call) for each in revision.changes]


def test_what_a_revision_is(index: Index) -> None:
    (chain,) = chains(
        index,
        {
            "a1_first.py": written("op.create_table('a', sa.Column('id', sa.Integer))"),
            "b2_test.py": written("op.rename_table('a', 'b')", name="b2", after="'a1'"),
            "c3_merge.py": written(name="c3", after="('b2', 'a1')").replace(
                "revision =", "branch_labels = ('x',)\nrevision: str =", 1
            ),
            "__init__.py": "",
        },
    )
    assert (chain.folder, chain.complete, chain.selective) == ("migrations/versions", True, False)
    assert [(one.name, one.after, one.makes, one.branch) for one in chain.revisions] == [
        ("a1", (), ("a",), False),
        ("b2", ("a1",), ("b",), False),
        ("c3", ("b2", "a1"), (), True),
    ]
    assert str(chain.revisions[0].place) == "migrations/versions/a1_first.py:4:1"


@pytest.mark.parametrize(
    ("upgrade", "expected"),
    [
        ("op.add_column('a', sa.Column('x'))", [("alter", "a", "add_column")]),
        ("op.add_column('a', sa.Column('x'), schema='s')", [("alter", "s.a", "add_column")]),
        ("op.add_column('a', sa.Column('x'), schema=None)", [("alter", "a", "add_column")]),
        ("op.add_column('a', sa.Column('x'), schema=SCHEMA)", []),
        ("op.create_foreign_key(None, 'a', 'b', ['x'], ['id'])", [("alter", "a", "create_foreign_key")]),
        ("op.create_index('ix', 'a', ['x'])", [("alter", "a", "create_index")]),
        ("op.drop_constraint('uq', table_name='a')", [("alter", "a", "drop_constraint")]),
        ("op.drop_table('a')", [("drop", "a", "drop_table")]),
        ("op.drop_table('a', if_exists=True)", []),
        ("op.drop_table(NAME)", []),
        (
            "with op.batch_alter_table('a') as b:\n    b.drop_column('x')",
            [("alter", "a", "batch_alter_table")],
        ),
        ("if there():\n    op.drop_table('a')", []),
        ("try:\n    op.drop_table('a')\nexcept Exception:\n    pass", []),
        ("for one in NAMES:\n    op.drop_table('a')", []),
        ("if not there():\n    return\nop.drop_table('a')", []),
    ],
)
def test_what_is_changed_on_no_condition(
    index: Index, upgrade: str, expected: list[tuple[str, str, str]]
) -> None:
    assert changes(one(index, upgrade)) == expected


@pytest.mark.parametrize(
    ("call", "nameless"),
    [
        ("b.create_unique_constraint(None, ['x'])", True),
        ("b.create_foreign_key(None, 'u', ['x'], ['id'])", True),
        ("b.drop_constraint(None, type_='unique')", True),
        ("b.create_unique_constraint('uq_x', ['x'])", False),
        ("b.create_unique_constraint(b.f('uq_x'), ['x'])", False),
        ("b.add_column(None)", False),
    ],
)
def test_constraints_without_a_name(index: Index, call: str, nameless: bool) -> None:
    revision = one(index, f"with op.batch_alter_table('a') as b:\n    {call}")
    assert any(each.nameless for each in revision.changes) is nameless


def test_a_batch_with_names_of_its_own(index: Index) -> None:
    batch = "with op.batch_alter_table('a', naming_convention=N) as b:\n    b.drop_constraint(None)"
    assert not any(each.nameless for each in one(index, batch).changes)


@pytest.mark.parametrize(
    "upgrade",
    [
        "op.execute('CREATE TABLE a (id int)')",
        "op.execute(sa.text('create table if not exists a (id int)'))",
        "op.execute('ALTER TABLE b RENAME TO a')",
        "op.execute(open('schema.sql').read())",
        "op.execute(SQL)",
        "conn = op.get_bind()\nconn.execute(SQL)",
        "for name in NAMES:\n    op.create_table(name)",
        "op.create_entity(view)",
        "Base.metadata.create_all(op.get_bind())",
        "Order.__table__.create(op.get_bind())",
        "make_tables(op)",
        "globals()['upgrade_x']()",
    ],
)
def test_tables_may_be_made_out_of_sight(index: Index, upgrade: str) -> None:
    assert one(index, upgrade).opaque


@pytest.mark.parametrize(
    "upgrade",
    [
        "op.execute('UPDATE a SET x = 1')",
        "op.execute(f'DELETE FROM {name}')",
        "op.execute(users.update().values(x=1))",
        "conn = op.get_bind()\nconn.execute(sa.text('INSERT INTO a VALUES (1)'))",
        "sa.Enum('x', name='e').create(op.get_bind())",
        "op.bulk_insert(users, [])",
        "op.drop_index(op.f('ix'), table_name='a')",
        "with op.batch_alter_table('a') as b:\n    b.add_column(sa.Column('x'))",
        "helper()",
        "print('done')",
    ],
)
def test_what_makes_no_table(index: Index, upgrade: str) -> None:
    assert not one(index, upgrade, below="\ndef helper():\n    pass\n").opaque


def test_a_function_of_the_file_may_make_and_does_not_surely_drop(index: Index) -> None:
    below = "\ndef helper():\n    op.create_table('a')\n    op.drop_table('b')\n"
    revision = one(index, "helper()", below=below)
    assert (revision.makes, revision.changes) == (("a",), ())


@pytest.mark.parametrize(
    "odd",
    [
        written(after="previous()"),
        written(name="b2").replace("down_revision", "depends_on = 'x'\ndown_revision"),
        "def upgrade(:\n",
        "x = 1\n",
    ],
    ids=["computed", "depends", "broken", "no revision"],
)
def test_a_file_that_is_not_understood(index: Index, odd: str) -> None:
    (chain,) = chains(index, {"a1_x.py": written(), "b2_x.py": odd})
    assert not chain.complete


def test_two_of_one_name(index: Index) -> None:
    (chain,) = chains(index, {"a1_x.py": written(), "a1_y.py": written()})
    assert not chain.complete


def test_an_env_that_leaves_tables_out(index: Index) -> None:
    (chain,) = chains(index, {"a1_x.py": written()}, "def include_object(*_): ...\n")
    assert chain.selective


def test_versions_of_something_else(index: Index) -> None:
    assert index({"api/versions/v1.py": "revision = 'a'\ndown_revision = None\n"}).facts.chains == ()


@pytest.mark.parametrize(
    ("call", "found"),
    [
        ("batch_op.drop_constraint(None, type_='unique')", 1),
        ("op.drop_constraint(None, 'a', type_='foreignkey')", 1),
        ("op.drop_constraint('uq_a', 'a')", 0),
        ("op.drop_constraint(None, 'a')  # naming_convention", 0),
    ],
)
def test_a_way_back_by_no_name(index: Index, call: str, found: int) -> None:
    assert len(one(index, below=f"    {call}\n").drops_nameless) == found
    assert one(index, call).drops_nameless == ()


@pytest.mark.parametrize(
    ("upgrade", "columns"),
    [
        ("op.create_table('a', sa.Column('id', sa.Integer()), sa.Column('x', sa.Text()))", ("id", "x")),
        ("op.add_column('a', sa.Column('x', sa.Text()))", ("x",)),
        ("with op.batch_alter_table('a') as b:\n    b.add_column(sa.Column(name='x'))", ("x",)),
        ("op.alter_column('a', 'x', new_column_name='y')", ("y",)),
        ("op.execute('UPDATE a SET x = 1')", ()),
        ("op.execute('ALTER TABLE a ADD COLUMN x TEXT')", None),
        ("op.execute(sa.text('ALTER TABLE a RENAME x TO y'))", None),
        ("op.execute(STATEMENT)", None),
        ("op.create_table('a', *COLUMNS)", None),
        ("op.add_column('a', column)", None),
        ("op.add_column('a', sa.Column(NAME, sa.Text()))", None),
        ("op.drop_column('a', 'x')", ()),
    ],
)
def test_columns_of_an_upgrade(index: Index, upgrade: str, columns: tuple[str, ...] | None) -> None:
    below = "\ndef downgrade():\n    op.add_column('a', sa.Column('gone', sa.Text()))\n"
    assert one(index, upgrade, below=below).columns == columns
