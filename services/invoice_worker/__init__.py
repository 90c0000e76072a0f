"""Takes orders from the queue, numbers them, renders and archives their invoices."""
