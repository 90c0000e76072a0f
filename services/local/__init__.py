"""The one-machine edition behind `make run`."""
