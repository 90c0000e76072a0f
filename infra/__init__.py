"""Counterfoil on AWS: a CDK app of one stack per lifetime."""
