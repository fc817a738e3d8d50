"""How the app is put together: blueprints, modules, routes and their views."""
