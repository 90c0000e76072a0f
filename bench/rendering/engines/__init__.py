"""One module per engine; `ready()` loads it once and returns what draws some documents."""
