"""Where files are kept: folders beside the data, or S3 buckets when the environment names them.

Originals are the desk's; a process that serves readers alone is given no way to them.
docs/storage.md tells how to set it up.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

BUCKET = "NEXTFIN_S3_BUCKET"
PRINTED_BUCKET = "NEXTFIN_S3_PRINTED_BUCKET"
ENDPOINT = "NEXTFIN_S3_ENDPOINT"
REGION = "NEXTFIN_S3_REGION"
PREFIX = "NEXTFIN_S3_PREFIX"
KEY, SECRET = "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"

Entry = dict[str, Any]  # of Django's STORAGES


def storages(
    environ: Mapping[str, str], data_dir: Path, face: str, media_url: str
) -> dict[str, Entry]:
    """The entries of STORAGES: "default" keeps originals, "printed" what readers get.

    With the face "site" there is no "default". Raises ImproperlyConfigured for what is half set.
    """
    bucket = environ.get(BUCKET, "")
    printed_bucket = environ.get(PRINTED_BUCKET, "") or bucket
    if printed_bucket:
        _demand_the_rest(environ, bucket, face)
        originals = _originals_bucket(environ, bucket)
        printed = _printed_bucket(environ, printed_bucket, media_url)
    else:
        _refuse_the_rest(environ)
        originals = _originals_folder(data_dir / "originals")
        printed = _printed_folder(data_dir / "printed", media_url)
    if face == "site":
        return {"printed": printed}
    return {"default": originals, "printed": printed}


# --- Folders --------------------------------------------------------------------------------------


def _originals_folder(location: Path) -> Entry:
    return {
        "BACKEND": "nextfin.folders.OriginalsFolder",
        "OPTIONS": {"location": location},
    }


def _printed_folder(location: Path, media_url: str) -> Entry:
    return {
        "BACKEND": "nextfin.folders.PrintedFolder",
        "OPTIONS": {"location": location, "base_url": media_url},
    }


# --- Buckets --------------------------------------------------------------------------------------


def _originals_bucket(environ: Mapping[str, str], bucket: str) -> Entry:
    return {
        "BACKEND": "nextfin.buckets.OriginalsBucket",
        "OPTIONS": _place(environ, bucket, "originals"),
    }


def _printed_bucket(environ: Mapping[str, str], bucket: str, media_url: str) -> Entry:
    return {
        "BACKEND": "nextfin.buckets.PrintedBucket",
        "OPTIONS": {**_place(environ, bucket, "printed"), "media_url": media_url},
    }


def _place(environ: Mapping[str, str], bucket: str, kind: str) -> Entry:
    """Where in a bucket, and on which server.

    Servers other than Amazon's want the bucket's name in the path: few give it a host name.
    """
    endpoint = environ.get(ENDPOINT) or None
    return {
        "bucket_name": bucket,
        "location": "/".join([*_prefix(environ), kind]),
        "endpoint_url": endpoint,
        "region_name": environ.get(REGION) or None,
        "addressing_style": "path" if endpoint else "virtual",
    }


def _prefix(environ: Mapping[str, str]) -> list[str]:
    prefix = environ.get(PREFIX, "").strip("/")
    parts = prefix.split("/") if prefix else []
    if not all(part.strip(". ") for part in parts):
        raise ImproperlyConfigured(f"{PREFIX} is a path of plain names, such as newsroom/files.")
    return parts


def _demand_the_rest(environ: Mapping[str, str], bucket: str, face: str) -> None:
    if not bucket and face != "site":
        raise ImproperlyConfigured(
            f"Set {BUCKET} as well as {PRINTED_BUCKET}: the desk keeps original pictures in it."
        )
    endpoint = environ.get(ENDPOINT)
    if endpoint and not endpoint.startswith(("https://", "http://")):
        raise ImproperlyConfigured(f"{ENDPOINT} is a whole address, which begins with https://.")
    if bool(environ.get(KEY)) != bool(environ.get(SECRET)):
        raise ImproperlyConfigured(
            f"Set both {KEY} and {SECRET}, or neither if the server has a role of its own."
        )


def _refuse_the_rest(environ: Mapping[str, str]) -> None:
    for name in (ENDPOINT, REGION, PREFIX):
        if environ.get(name):
            raise ImproperlyConfigured(
                f"{name} is set, but no bucket. Set {BUCKET}, or unset {name} to keep files in"
                " the data folder."
            )
