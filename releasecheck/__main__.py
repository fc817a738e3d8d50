"""`python -m releasecheck`."""

from releasecheck.cli import main

main()
