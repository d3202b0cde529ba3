"""`python -m kerasdl.cli`: the command, without its script."""

from kerasdl.cli.main import main

main()
