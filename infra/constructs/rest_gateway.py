"""A REST API: traced, measured, throttled, its requests logged without anybody's data."""

from aws_cdk import aws_apigateway as apigateway
from constructs import Construct

from infra.constructs.access_logs import access_log_format
from infra.constructs.logs import log_group
from infra.stages import Stage
from infra.state import State


def rest_gateway(scope: Construct, *, name: str, stage: Stage, state: State) -> apigateway.RestApi:
    """Make a REST API with one stage of its own, `live`."""
    logs = log_group(scope, "AccessLogs", stage=stage, name=f"{name}-access", key=state.key)
    return apigateway.RestApi(
        scope,
        "Gateway",
        rest_api_name=stage.named(name),
        endpoint_types=[apigateway.EndpointType.REGIONAL],
        # Whatever is not text leaves the function in Base64 and is turned back here.
        binary_media_types=["application/pdf", "application/xml", "image/png", "font/woff2"],
        cloud_watch_role=False,
        deploy_options=apigateway.StageOptions(
            stage_name="live",
            tracing_enabled=True,
            metrics_enabled=True,
            logging_level=apigateway.MethodLoggingLevel.ERROR,
            data_trace_enabled=False,
            access_log_destination=apigateway.LogGroupLogDestination(logs),
            access_log_format=access_log_format(),
            throttling_rate_limit=stage.limits.requests_per_s,
            throttling_burst_limit=stage.limits.burst,
        ),
    )
