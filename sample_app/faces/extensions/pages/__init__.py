from flask import Blueprint, render_template

pages = Blueprint("pages", "seed_pages", template_folder="templates")  # expect[blueprint-root-path-wrong]


@pages.get("/")
def index():
    return render_template("seeds.html")


@pages.errorhandler(404)
def lost(error):  # expect[blueprint-404-handler-ineffective]
    return "There is no such seed.", 404
