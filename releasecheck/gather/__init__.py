"""Gatherers: what touches the world and never raises."""
