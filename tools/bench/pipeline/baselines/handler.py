"""The function as tutorials write it in Python; what cold-start.ts measures the pipeline against."""

import json
import os
from datetime import datetime, timezone

import boto3

rekognition = boto3.client("rekognition")
table = boto3.resource("dynamodb").Table(os.environ["METADATA_TABLE"])
sns = boto3.client("sns")
events = boto3.client("events")
WATCHED = "HELLO WATCH"


def handler(event, context):
    for record in event["Records"]:
        detail = json.loads(record["body"])["detail"]
        bucket, key = detail["bucket"]["name"], detail["object"]["key"]
        answer = rekognition.detect_text(Image={"S3Object": {"Bucket": bucket, "Name": key}})
        lines = [one["DetectedText"] for one in answer["TextDetections"] if one["Type"] == "LINE"]
        text = "\n".join(lines)
        is_match = WATCHED in text.upper()
        table.put_item(
            Item={
                "ImageID": f"{bucket}/{key}",
                "DetectedText": text,
                "Status": "MATCHED" if is_match else "NO_MATCH",
                "ProcessedAt": datetime.now(timezone.utc).isoformat(),
            }
        )
        if is_match:
            sns.publish(
                TopicArn=os.environ["TOPIC_ARN"],
                Subject=f"Text found in {key}"[:100],
                Message=f"{bucket}/{key} shows:\n\n{text}",
            )
        print(json.dumps({"imageId": f"{bucket}/{key}", "isMatch": is_match}))
