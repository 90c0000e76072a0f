"""`python -m infra STAGE...`: write the templates of stages; nothing is asked of AWS."""

import argparse
import sys
from pathlib import Path

from infra.app import Release
from infra.function_code import built, source
from infra.stages import STAGES, NoDomain, check_domains
from infra.synthesis import synthesize


def main() -> None:
    """Synthesize; with `--bundles` for a deployment, without for a look at the templates."""
    given = _arguments()
    stages = [STAGES[name] for name in given.stages]
    code = built(given.bundles) if given.bundles else source
    try:
        for stage in stages:
            if given.bundles:
                check_domains(stage)
            synthesize(stage, Release(code, given.image), given.out / stage.name)
    except NoDomain as missing:
        sys.exit(str(missing))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra", description=__doc__)
    parser.add_argument("stages", nargs="+", choices=sorted(STAGES))
    parser.add_argument("--out", type=Path, default=Path("cdk.out"))
    parser.add_argument("--image", default="none", help="tag of the worker's image")
    parser.add_argument("--bundles", type=Path, help="folder of the functions' zips")
    return parser.parse_args()


if __name__ == "__main__":
    main()
