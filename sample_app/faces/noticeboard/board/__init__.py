from flask import Blueprint, render_template

board = Blueprint("board", __name__, url_prefix="/board", template_folder="templates")


@board.get("/")
def index():
    return render_template("index.html")
