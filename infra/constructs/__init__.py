"""What several stacks make: each kind of resource with everything that must come with it."""
