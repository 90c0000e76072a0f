"""How many orders of one series get their numbers in a second."""
