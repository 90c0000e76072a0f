"""Pure rules: money, tax, orders, invoices, numbers, links, messages, mail, scaling. No I/O."""
