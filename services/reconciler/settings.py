"""What the reconciler is told."""

from services.runtime.settings import DeployableSettings


class ReconcilerSettings(DeployableSettings):
    """The reconciler needs its state and nothing else."""
