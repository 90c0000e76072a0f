"""From the frozen record to the strings of its document: language and format, no geometry."""
