"""The script that runs under the app's own Python: `boot.py FD`, FD being where the work order is read."""

import sys

HERE = __file__.rpartition("/")[0] or "."
# Python put our folder first, and files of ours have names of the standard library's.
sys.path[:1] = [] if sys.path and sys.path[0] in (HERE, "") else sys.path[:1]

import importlib.util  # noqa: E402 - only now is the path clean
import types  # noqa: E402


def main():  # type: () -> None
    """Load our package from beside this file, put an empty `__main__` in place of this one, and work."""
    spec = importlib.util.spec_from_file_location(
        "_releasecheck_inside", HERE + "/__init__.py", submodule_search_locations=[HERE]
    )
    assert spec is not None
    assert spec.loader is not None
    package = importlib.util.module_from_spec(spec)
    sys.modules["_releasecheck_inside"] = package
    spec.loader.exec_module(package)
    work = importlib.import_module("_releasecheck_inside.work")
    sys.modules["__main__"] = types.ModuleType("__main__")  # what multiprocessing would run again
    work.work(int(sys.argv[1]))


if __name__ == "__main__":
    main()
