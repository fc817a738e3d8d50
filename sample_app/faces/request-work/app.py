"""The label printer of the tool library: every page does more than it should while its visitor waits."""

import contextlib
import smtplib
import socket
import sqlite3
import subprocess
import time
from urllib.request import urlopen

from flask import Flask, render_template

app = Flask(__name__)
database = sqlite3.connect(":memory:", check_same_thread=False)
database.executescript("""
    create table tool (id integer, owner integer);
    create table member (id integer, name text);
    create table visit (number integer);
    insert into member values (1, 'Ada'), (2, 'Grace');
""")
database.executemany("insert into tool values (?, ?)", [(number, 1 + number % 2) for number in range(12)])


@app.before_request
def count_visit():
    database.execute("select max(number) from visit").fetchone()  # expect[work-on-every-request]


@app.get("/tools")
def tools():
    rows = database.execute("select id, owner from tool").fetchall()
    return render_template("tools.html", tools=rows, owner_of=owner_of)


def owner_of(number):
    return database.execute("select name from member where id = ?", (number,)).fetchone()[0]  # expect[n-plus-one]


@app.get("/rates")
def rates():
    return fetch("https://rates.example/today")


def fetch(url):
    return urlopen(url).read() if url.startswith("http:") else "none today"  # expect[blocking-call-no-timeout]


@app.get("/printer")
def printer():
    time.sleep(0.2)  # expect[work-in-request-path]
    return "warm"


@app.get("/weather")
def weather():
    with contextlib.suppress(OSError):
        socket.create_connection(("192.0.2.10", 443), timeout=0.2)  # expect[work-in-request-path]
    return "rain"


@app.get("/reminder")
def reminder():
    with smtplib.SMTP("mail.example", timeout=5) as server:  # expect[work-in-request-path]
        server.noop()
    return "on its way"


@app.post("/labels")
def labels():
    subprocess.run(["lp", "label.pdf"], check=True)  # expect[sleep-or-subprocess-in-view]
    return "printed"


@app.get("/report")
def report():  # expect[slow-route]
    end = time.process_time() + 1.2
    while time.process_time() < end:
        pass
    return "twelve tools"
