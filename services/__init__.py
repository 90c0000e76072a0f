"""Counterfoil: orders in, numbered invoices out, one link in the customer's inbox."""
