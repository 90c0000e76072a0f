"""How tests log: as the services do, without the values of variables."""

import structlog


def log_plainly() -> None:
    """Set the log of this process up anew; structlog's own default prints what variables held."""
    structlog.reset_defaults()
    structlog.configure(
        processors=[
            *structlog.get_config()["processors"][:-1],
            structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
        ]
    )
