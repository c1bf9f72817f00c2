"""A static website: a bucket that anybody may read, with its files."""

import json
from pathlib import Path

import pulumi
import pulumi_aws as aws

site = aws.s3.Bucket("site", website={"index_document": "index.html"})
for page in sorted(Path(__file__).parent.glob("*.yaml")):
    aws.s3.BucketObject(page.name, bucket=site.id, source=pulumi.FileAsset(str(page)))
readers = site.arn.apply(
    lambda arn: json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Principal": "*", "Action": ["s3:GetObject"], "Resource": [f"{arn}/*"]}
            ],
        }
    )
)
aws.s3.BucketPolicy("readers", bucket=site.id, policy=readers)
pulumi.export("url", site.website_endpoint)
