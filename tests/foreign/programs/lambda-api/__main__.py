"""A function behind an HTTP API."""

import json

import pulumi
import pulumi_aws as aws

account = aws.get_caller_identity().account_id
region = aws.get_region().region
role = aws.iam.Role(
    "role",
    assume_role_policy=json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Action": "sts:AssumeRole",
                    "Principal": {"Service": "lambda.amazonaws.com"},
                }
            ],
        }
    ),
)
aws.iam.RolePolicyAttachment("logs", role=role.name, policy_arn=aws.iam.ManagedPolicy.AWS_LAMBDA_EXECUTE)
function = aws.lambda_.Function(
    "hello",
    role=role.arn,
    runtime="python3.12",
    handler="hello.handler",
    code=pulumi.AssetArchive({"hello.py": pulumi.StringAsset("def handler(event, context): return 'hello'")}),
)
api = aws.apigatewayv2.Api("api", protocol_type="HTTP")
integration = aws.apigatewayv2.Integration(
    "hello", api_id=api.id, integration_type="AWS_PROXY", integration_uri=function.arn
)
route = aws.apigatewayv2.Route(
    "hello",
    api_id=api.id,
    route_key="GET /hello",
    target=integration.id.apply(lambda identity: f"integrations/{identity}"),
)
aws.apigatewayv2.Stage("live", api_id=api.id, name="live", auto_deploy=True)
aws.lambda_.Permission(
    "api",
    action="lambda:InvokeFunction",
    function=function.name,
    principal="apigateway.amazonaws.com",
    source_arn=api.id.apply(lambda identity: f"arn:aws:execute-api:{region}:{account}:{identity}/*/*"),
)
pulumi.export("url", api.api_endpoint)
