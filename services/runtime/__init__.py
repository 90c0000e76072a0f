"""What every deployable runs on: clock, randomness, logs, settings, and the choice of backends."""
