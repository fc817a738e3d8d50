"""The projects that other tests boot, too."""

from tests.boot.conftest import gathered, project, python

__all__ = ["gathered", "project", "python"]
