"""Three scaling policies over the same simulated arrivals."""
