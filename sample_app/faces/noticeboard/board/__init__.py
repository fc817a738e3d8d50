from flask import Blueprint, render_template

board = Blueprint("board", __name__, url_prefix="/board", template_folder="templates")


@board.get("/")
def index():
    return render_template("index.html")


def count_visit(notice):
    import pymysql

    with pymysql.connect(database="parish") as database, database.cursor() as cursor:
        cursor.execute("INSERT INTO Visits (notice, day) VALUES (%s, CURDATE())", (notice,))  # expect[insert-names-absent-column]
        cursor.execute("SELECT COUNT(*) FROM visits")  # expect[table-in-other-case]
