"""A server on this machine that speaks S3, and a portal whose files are in a bucket of it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
from moto.server import ThreadedMotoServer

KEYS = {"MEDIA_BUCKET_KEY": "portail", "MEDIA_BUCKET_SECRET": "un-secret", "MEDIA_BUCKET_REGION": "ca-central-1"}


@contextmanager
def serving_buckets() -> Iterator[str]:
    """Serve buckets; yield where."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        yield "http://{}:{}".format(*server.get_host_and_port())
    finally:
        server.stop()


def make_bucket(url: str, name: str) -> Any:
    """Make an empty private bucket, and return it."""
    session = boto3.Session(KEYS["MEDIA_BUCKET_KEY"], KEYS["MEDIA_BUCKET_SECRET"])
    bucket = session.resource("s3", endpoint_url=url, region_name=KEYS["MEDIA_BUCKET_REGION"]).Bucket(name)
    bucket.create(CreateBucketConfiguration={"LocationConstraint": KEYS["MEDIA_BUCKET_REGION"]})
    return bucket


def variables(url: str, name: str) -> dict[str, str]:
    """Return what names a bucket in the settings of a portal."""
    return KEYS | {"MEDIA_BUCKET": name, "MEDIA_BUCKET_URL": url}
