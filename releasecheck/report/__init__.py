"""Reporters: functions from a report to text, one per format."""
