"""What an invoice looks like: a frozen record in, the bytes of its PDF out. Pure, no state."""
