"""`python -m services.invoice_worker`."""

from services.invoice_worker.task import main

if __name__ == "__main__":
    main()
