"""The console: how late we are, why, and what to do about it."""
