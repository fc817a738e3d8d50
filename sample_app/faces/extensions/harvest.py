from app import app


@app.get("/harvest")
def harvest():  # expect[route-module-never-imported]
    return {"harvest": "42 kg"}
