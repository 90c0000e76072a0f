"""What the first `make run` fills an empty state with: two sellers and a dozen orders."""
