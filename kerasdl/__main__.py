"""`python -m kerasdl`: the command."""

from kerasdl.cli.main import main

main()
