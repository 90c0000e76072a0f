"""Code lists of the standards that invoices are written in, as plain data."""
