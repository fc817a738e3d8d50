"""Which folders of the project a launch may start in, where the deploy file names one of the machine."""

from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from releasecheck.facts.deploy import Launch
from releasecheck.gather.deploy.locating import file_of, folder_of, is_program, subfolders

_MOST = 3


def folders_of(project: Path, launch: Launch, launches: Sequence[Launch]) -> list[Path]:
    """The likeliest first; more than one only for a path that is not known to be the project's own."""
    first = folder_of(project, launch)
    if first is None:
        return []
    return list(dict.fromkeys((first, *_others(project, launch, launches))))[:_MOST]


def _others(project: Path, launch: Launch, launches: Sequence[Launch]) -> Iterator[Path]:
    """`/srv/shop/app` may be `app/` of the project; `/srv/app` as well, or the project itself."""
    written = PurePosixPath(launch.folder)
    if is_program(launch) or launch.starts_in is not None or not written.is_absolute():
        return
    module = (launch.target or "").partition(":")[0]
    mapped = mapped_to(project, written)
    if mapped is None and any(mapped_to(project, PurePosixPath(one.folder), written) for one in launches):
        return  # another launch starts in a folder of it: it is the project's own
    for folder in [mapped] if mapped else subfolders(project):
        if file_of(folder, module) is not None:
            yield folder


def mapped_to(project: Path, written: PurePosixPath, root: PurePosixPath | None = None) -> Path | None:
    """The folder of the project that has the last parts of a path, below `root` where that is known."""
    if not written.is_absolute() or ".." in written.parts:
        return None
    for start in range(1, len(written.parts)):
        above, below = PurePosixPath(*written.parts[:start]), project.joinpath(*written.parts[start:])
        if root in (None, above) and below.is_dir():
            return below
    return None
