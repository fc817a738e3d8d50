"""One SQLite connection per request, and the tables it expects."""

import sqlite3
from pathlib import Path

import click
from flask import Flask, current_app, g
from flask.cli import with_appcontext


def init_app(app: Flask) -> None:
    """Close the connection after each request and add the `init-db` command."""
    app.teardown_appcontext(close_connection)
    app.cli.add_command(init_db)


def connection() -> sqlite3.Connection:
    """Return this request's connection, opened on first use."""
    if "connection" not in g:
        path = Path(current_app.config["DATABASE"])
        path.parent.mkdir(parents=True, exist_ok=True)
        g.connection = sqlite3.connect(path)
        prepare(g.connection)
    return g.connection


def prepare(new: sqlite3.Connection) -> None:
    """Set up a connection, and create the tables if the file is empty."""
    new.row_factory = sqlite3.Row
    new.execute("PRAGMA foreign_keys = ON")
    # Here and not at boot: a worker that only boots must not change the database.
    if new.execute("PRAGMA user_version").fetchone()[0] == 0:
        run_script(new, "schema.sql")


def run_script(target: sqlite3.Connection, name: str) -> None:
    """Run one of the package's SQL files."""
    with current_app.open_resource(name, "r", encoding="utf-8") as script:
        target.executescript(script.read())


def close_connection(_error: BaseException | None) -> None:
    """Close this request's connection, if it was opened."""
    if opened := g.pop("connection", None):
        opened.close()


@click.command("init-db")
@click.option("--samples", is_flag=True, help="Also put a few tools on the shelf.")
@with_appcontext
def init_db(samples: bool) -> None:
    """Create the tables before the first visitor does."""
    database = connection()
    if samples:
        run_script(database, "samples.sql")
    click.echo(f"The shed is open: {current_app.config['DATABASE']}")
