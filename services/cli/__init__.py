"""The `counterfoil` command: works on the state itself, whether the system runs or not."""
