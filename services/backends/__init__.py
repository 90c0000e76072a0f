"""Where state lives: one small Protocol a file, and two implementations of each."""
