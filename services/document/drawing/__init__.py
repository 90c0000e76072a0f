"""From marks to PDF/A-3b: the only place that knows how the bytes are made."""
