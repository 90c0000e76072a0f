"""From marks to PDF: the only place that knows how the bytes are made."""
