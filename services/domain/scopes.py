"""What an access token may be used for, in the words OAuth calls scopes."""

RESOURCE_SERVER = "counterfoil"
"""What the identity provider calls this API; it stands before every scope."""

ORDERS_READ = f"{RESOURCE_SERVER}/orders.read"
ORDERS_WRITE = f"{RESOURCE_SERVER}/orders.write"
INVOICES_WRITE = f"{RESOURCE_SERVER}/invoices.write"
"""To act on what was issued: credit it."""
FAILURES_READ = f"{RESOURCE_SERVER}/failures.read"
"""To see what failed, with the bodies of the orders, and the action log."""
FAILURES_WRITE = f"{RESOURCE_SERVER}/failures.write"
"""To decide about failures: redrive, correct, discard."""
