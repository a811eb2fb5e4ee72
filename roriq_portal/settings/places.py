"""Settings of what may stand on other machines: the bucket of files, and a copy of the database that is only read."""

from typing import Any

from environs import Env

WHOLE_FILES = "roriq_portal.files.storage.WholeFileStorage"
# Beyond these seconds a replica is away: somebody waits for a page
CONNECT_SECONDS = 2
# What each connection says to the planner, whatever its server says: compiling a query costs more than it gives, and a
# page read at random costs no more than the next one (left at its 4, whole tables were read for a few hundred rows)
PLANNING = "-c jit=off -c random_page_cost=1.1"
IN_MEMORY = 2 * 1024 * 1024


def bucket_storage(name: str, env: Env) -> dict[str, Any]:
    """Return the storage of files in a bucket."""
    return {
        "BACKEND": "roriq_portal.files.bucket.WholeFileBucket",
        "OPTIONS": {
            "bucket_name": name,
            "location": env.str("MEDIA_BUCKET_FOLDER", ""),
            "endpoint_url": env.str("MEDIA_BUCKET_URL", "") or None,
            "region_name": env.str("MEDIA_BUCKET_REGION", "") or "us-east-1",
            "access_key": env.str("MEDIA_BUCKET_KEY", ""),
            "secret_key": env.str("MEDIA_BUCKET_SECRET", ""),
            "file_overwrite": False,
            "max_memory_size": IN_MEMORY,
        },
    }


def replica_database(address: dict[str, Any], *, is_pooled: bool) -> dict[str, Any]:
    """Return the settings of the replica: whatever is asked of it by mistake, it writes nothing."""
    return address | {
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": 6, "timeout": 0.8, "reconnect_timeout": 2} if is_pooled else False,
            "connect_timeout": CONNECT_SECONDS,
            "options": f"{PLANNING} -c default_transaction_read_only=on",
            "application_name": "roriq-replica",
        },
        "TEST": {"MIRROR": "default"},
    }
