"""SQL of the app beside the tables that the project's SQL files make."""

from releasecheck.facts.app import App
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, by_source, info, warning

from ..derived.wording import capped, listed

_MYSQL = frozenset({"mysql", "pymysql", "MySQLdb", "flask_mysqldb", "flaskext", "mysqlclient", "aiomysql"})


@warning
@by_source
def insert_names_absent_column(app: App, source: Source) -> Judgement:
    """An INSERT names a column that its table does not have.

    The database refuses the statement, each time: the table of the SQL file that the project brings along and
    the code have parted. Told of tables that one file alone makes, with no ALTER TABLE, model or migration of
    that name.

    Fix: add the column to the table, or leave it out of the statement.

    Fault::

        CREATE TABLE orders (id INT PRIMARY KEY, product_id INT);            -- schema.sql
        INSERT INTO orders (product_id, quantity) VALUES (%s, %s)            -- app.py

    Fine::

        CREATE TABLE orders (id INT PRIMARY KEY, product_id INT, quantity INT);
    """
    if not source.sql_tables:
        yield DoesNotApply("no SQL file alone makes a table")
    tables = {one.name.lower(): one for one in source.sql_tables}
    for one in source.sql_inserts:
        table = tables.get(one.table.lower())
        known = {column.name.lower() for column in table.columns} if table else set()
        absent = [name for name in one.columns if name.lower() not in known]
        if table and known and absent and one.place.path in app.modules:
            yield Found(
                f"the INSERT names {listed(absent)}, which {table.name} does not have",
                subject=f"{table.name}.{absent[0]}",
                place=one.place,
                evidence=(
                    f"{table.name} is made at {table.place}",
                    f"it has {listed(column.name for column in table.columns)}",
                ),
            )


@warning
@by_source
def table_in_other_case(app: App, source: Source) -> Judgement:
    """A table of MySQL is asked for in another case than the one that it is made in.

    On Linux, where most servers run, MySQL and MariaDB tell `Products` and `products` apart: "Table
    'shop.products' doesn't exist". Windows and macOS do not, so nothing shows where it was written. Told of
    tables that one SQL file of the project makes, where the app has a driver for MySQL.

    Fix: write every table in one case, small letters best.

    Fault::

        CREATE TABLE Products (id INT PRIMARY KEY);          -- schema.sql
        cursor.execute("SELECT * FROM products")

    Fine::

        CREATE TABLE products (id INT PRIMARY KEY);
        cursor.execute("SELECT * FROM products")
    """
    drivers = [one for one in source.imports if one.name in _MYSQL and one.place.path in app.modules]
    if not (drivers and source.sql_tables):
        yield DoesNotApply("no SQL file makes a table of MySQL")
        return
    made = {one.place.path for one in source.sql_tables}
    seen = [one for one in source.sql_names if one.place.path in {*app.modules, *made}]
    pairs = [
        (table, one)
        for one in seen
        for table in source.sql_tables
        if one.name != table.name and one.name.lower() == table.name.lower()
    ]
    if pairs:
        table, one = next((pair for pair in pairs if pair[1].place.path in app.modules), pairs[0])
        names = list(dict.fromkeys(each.name for each, _ in pairs if each is not table))
        more = f", and {listed(names)} likewise" if names else ""
        yield Found(
            f"the table {table.name} is asked for as {one.name}{more}: MySQL on Linux tells them apart",
            subject=table.name,
            place=one.place,
            evidence=capped([f"{of.name} is {each.name} at {each.place}" for of, each in pairs]),
        )


@info
@by_source
def database_dropped_first(source: Source) -> Judgement:
    """An SQL file drops the database that it then makes, and does not ask whether it is there.

    On a new machine the first line fails, and `mysql < schema.sql` stops there; on any other it takes every
    row along.

    Fix: leave the DROP out, and write `CREATE DATABASE IF NOT EXISTS`.

    Fault::

        DROP DATABASE shop;
        CREATE DATABASE shop;

    Fine::

        CREATE DATABASE IF NOT EXISTS shop;
    """
    if not source.sql_tables:
        yield DoesNotApply("no SQL file alone makes a table")
    for one in source.sql_drops:
        yield Found(
            f"the database {one.name} is dropped first: the file stops here without it, and else all rows go",
            subject=one.name,
            place=one.place,
        )
