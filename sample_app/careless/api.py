from flask import Blueprint, jsonify

from shelf import TOOLS

api = Blueprint("api", __name__, url_prefix="/api")


@api.route("/tools")
def tools():
    return jsonify(TOOLS)


@api.route("/tools/names", methods=["POST"])
def names():  # expect[route-only-failing-tests]
    return jsonify(sorted(tool_names))  # expect[lint-fails]
