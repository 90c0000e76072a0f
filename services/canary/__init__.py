"""The canary: places a TEST order now and then and follows it to its mail and its PDF."""
