from flask import Blueprint, jsonify

WISHES = ["A pasta machine", "A telescope"]

wishes = Blueprint("wishes", __name__)  # expect[blueprint-never-registered]


@wishes.route("/wishes")
def index():
    return jsonify(WISHES)
