"""The files that containers start by themselves."""

from releasecheck.facts.deploy import Deploy, RunFile
from releasecheck.facts.runs import Git
from releasecheck.findings import DoesNotApply, Found, Judgement, error


@error
def start_script_not_executable(deploy: Deploy, git: Git) -> Judgement:
    """A container is to run a script that git keeps as not executable.

    Docker copies a file with the mode that it has, and an exec of one without the x is refused: "permission
    denied", and the container never starts. On Windows, where every file counts as executable, it works. Told
    where no `RUN` changes modes and no `COPY` gives one. Where a compose file mounts a folder of the checkout
    over the script, as a warning: what the image made of it is not there then.

    Fix: `git update-index --chmod=+x FILE` and commit, or start it with its shell: `["sh", "./start.sh"]`.

    Fault::

        $ git ls-files --stage start.sh
        100644 ...                          # not 100755
        ENTRYPOINT ["./start.sh"]

    Fine::

        COPY --chmod=755 start.sh .
        ENTRYPOINT ["./start.sh"]
    """
    if not deploy.run_files:
        yield DoesNotApply("no image runs a file of the project by itself")
    for one in deploy.run_files:
        kept = git.executable is None or one.path in git.executable or one.path not in git.tracked
        if not (kept or one.readied):
            yield _refused(one)


def _refused(one: RunFile) -> Found:
    over = f", and {one.mounted} puts the checkout's over that of the image" if one.mounted else ""
    return Found(
        f"{one.instruction} runs {one.path}, which git has as not executable{over}: permission denied",
        subject=one.path,
        place=one.place,
        evidence=(f"in the container it is {one.target}",),
        fix=f"`git update-index --chmod=+x {one.path}` and commit, or start it with its shell.",
        severity="warning" if one.mounted else None,
    )
