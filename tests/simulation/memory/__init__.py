"""Backends in memory, fast enough to simulate a million orders; tests/contract holds them to it."""
