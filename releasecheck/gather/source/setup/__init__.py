"""The set-up of the app: apps, blueprints, extensions, config, and what runs at import or never."""
