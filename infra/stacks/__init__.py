"""One stack per lifetime: what is made, replaced and deleted together."""
