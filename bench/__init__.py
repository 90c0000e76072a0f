"""Measurements of Counterfoil beside its peers: `make bench`."""
