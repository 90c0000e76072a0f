"""How long the nightly audit of ten thousand invoices takes."""
