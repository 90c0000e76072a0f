"""The one source of chance in a run: what a seed decided once it decides again."""

from random import Random  # noqa: TID251 - seeded, so that every run can be run again

Chance = Random
