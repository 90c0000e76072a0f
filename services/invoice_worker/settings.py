"""What the worker is told."""

from services.runtime.settings import DeployableSettings


class InvoiceWorkerSettings(DeployableSettings):
    """The worker needs its state and nothing else: it serves no URL and sends no mail."""
