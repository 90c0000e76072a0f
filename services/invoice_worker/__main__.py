"""`python -m services.invoice_worker`."""

from services.invoice_worker.main import main

main()
