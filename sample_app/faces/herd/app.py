"""A herd whose models have moved on, and whose migrations and views have not."""

from flask import Flask
from models import Animal, Feed, Stall, session

app = Flask(__name__)


@app.post("/stalls")
def add_stall():
    session.add(Stall(label="north"))  # expect[model-call-fails]
    session.commit()
    return "", 201


@app.post("/animals")
def add_animal():
    animal = Animal(stall_id=1)  # expect[model-call-fails]
    session.add(animal)
    session.commit()
    return "", 201


@app.delete("/stalls/<int:number>")
def close_stall(number):
    stall = session.get(Stall, number)
    if stall is None:
        return "", 404
    session.delete(stall)  # expect[parent-delete-fails]
    session.commit()
    return "", 204


@app.get("/stalls/<int:number>/label")
def label(number):
    stall = session.get(Stall, number)
    return stall.label if stall else ("", 404)  # expect[model-attribute-missing]


@app.delete("/feeds")
def throw_feeds_away():
    feeds = session.query(Feed).all()
    session.delete(feeds)  # expect[library-call-fails]
    session.commit()
    return "", 204


def weigh(feed, unit):
    return f"{feed.weight} {unit}"


@app.get("/feeds/<int:number>/weight")
def weight(number):
    feed = session.get(Feed, number)
    return weigh(feed, "kg", 2) if feed else ("", 404)  # expect[call-signature-mismatch]


@app.post("/stalls/<int:number>/name")
def name(number):
    return session.query(Stall).filter_by(id=number).first().name  # expect[row-taken-for-granted]


@app.post("/stalls/<int:number>")
def rename_stall(number):
    session.get_one(Stall, number).name = "south"
    if not session.commit():  # expect[result-is-always-none]
        return "", 204
    else:
        return "this name is taken", 409


@app.get("/columns")
def columns():
    return {"feed": Feed.__table__.columns.keys()}
