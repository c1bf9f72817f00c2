"""A network with a container service behind a load balancer."""

import json

import pulumi
import pulumi_aws as aws

zones = aws.get_availability_zones(state="available").names[:2]
vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16", enable_dns_hostnames=True)
gateway = aws.ec2.InternetGateway("gateway", vpc_id=vpc.id)
routes = aws.ec2.RouteTable(
    "routes", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "gateway_id": gateway.id}]
)
subnets = [
    aws.ec2.Subnet(f"subnet-{zone}", vpc_id=vpc.id, availability_zone=zone, cidr_block=f"10.0.{i}.0/24")
    for i, zone in enumerate(zones)
]
for zone, subnet in zip(zones, subnets, strict=True):
    aws.ec2.RouteTableAssociation(f"routes-{zone}", route_table_id=routes.id, subnet_id=subnet.id)
group = aws.ec2.SecurityGroup(
    "web",
    vpc_id=vpc.id,
    ingress=[{"protocol": "tcp", "from_port": 80, "to_port": 80, "cidr_blocks": ["0.0.0.0/0"]}],
    egress=[{"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"]}],
)
balancer = aws.lb.LoadBalancer(
    "balancer", subnets=[subnet.id for subnet in subnets], security_groups=[group.id]
)
target = aws.lb.TargetGroup("app", port=80, protocol="HTTP", target_type="ip", vpc_id=vpc.id)
listener = aws.lb.Listener(
    "http",
    load_balancer_arn=balancer.arn,
    port=80,
    default_actions=[{"type": "forward", "target_group_arn": target.arn}],
)
cluster = aws.ecs.Cluster("cluster")
role = aws.iam.Role(
    "execution",
    assume_role_policy=aws.iam.get_policy_document(
        statements=[
            {
                "actions": ["sts:AssumeRole"],
                "principals": [{"type": "Service", "identifiers": ["ecs-tasks.amazonaws.com"]}],
            }
        ]
    ).json,
)
task = aws.ecs.TaskDefinition(
    "app",
    family="app",
    cpu="256",
    memory="512",
    network_mode="awsvpc",
    requires_compatibilities=["FARGATE"],
    execution_role_arn=role.arn,
    container_definitions=json.dumps(
        [{"name": "app", "image": "nginx", "portMappings": [{"containerPort": 80, "protocol": "tcp"}]}]
    ),
)
aws.ecs.Service(
    "app",
    cluster=cluster.arn,
    desired_count=2,
    launch_type="FARGATE",
    task_definition=task.arn,
    network_configuration={
        "assign_public_ip": True,
        "subnets": [subnet.id for subnet in subnets],
        "security_groups": [group.id],
    },
    load_balancers=[{"target_group_arn": target.arn, "container_name": "app", "container_port": 80}],
    opts=pulumi.ResourceOptions(depends_on=[listener]),
)
pulumi.export("url", pulumi.Output.concat("http://", balancer.dns_name))
