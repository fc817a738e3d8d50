"""What is so for the whole suite."""

import gc


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over what was collected: thousands of tests are a million objects.

    Those of our functions that list all living objects would look at each of them, too.
    """
    gc.collect()
    gc.freeze()
