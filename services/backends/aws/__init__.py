"""State on AWS: DynamoDB, SQS, S3, SES, SNS and ECS."""
