"""How the app is put together: modules, blueprints, endpoints, rules, templates and static files."""
