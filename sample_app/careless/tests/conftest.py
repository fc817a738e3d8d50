import os

# app.run() would never return; with this Flask ignores it.
os.environ["FLASK_RUN_FROM_CLI"] = "true"
