"""Originals and printed files in S3 or a server that speaks like it; no reader is sent there."""

from http import HTTPStatus
from typing import Any, NoReturn
from urllib.parse import quote, urljoin

from botocore.config import Config
from botocore.exceptions import ClientError
from django.core.files.base import ContentFile, File
from storages.backends.s3 import S3Storage
from storages.utils import clean_name

# A server that does not answer must not hold a worker for minutes, which is boto's way. Checksums
# only where they are demanded: many servers that speak S3 refuse the newer ones.
PATIENCE = Config(
    connect_timeout=3,
    read_timeout=20,
    retries={"mode": "standard", "total_max_attempts": 3},
    max_pool_connections=16,
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)
FOR_EVER = "public, max-age=31536000, immutable"
IN_MEMORY = 16 * 1024 * 1024  # bytes of an original; a larger one is read by way of the disk


class Bucket(S3Storage):
    """A part of a bucket. Objects are as private as the bucket is: none is given a right."""

    client_config: Any

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.client_config = self.client_config.merge(PATIENCE)


class OriginalsBucket(Bucket):
    """Pictures as they were uploaded. A name that is taken gets another ending."""

    def __init__(self, **options: Any) -> None:
        super().__init__(file_overwrite=False, max_memory_size=IN_MEMORY, **options)

    def url(self, name: str, *args: Any, **kwargs: Any) -> NoReturn:
        raise ValueError("An original has no address: it is never served.")


class PrintedBucket(Bucket):
    """Files whose names come from their content: saving what is there keeps it.

    A file is there whole or not at all, as S3 stores it. Its address is the site's own.
    """

    def __init__(self, *, media_url: str, **options: Any) -> None:
        super().__init__(object_parameters={"CacheControl": FOR_EVER}, **options)
        self.media_url = media_url
        # One for all threads, which a client allows. Making one takes longer than using it.
        self._client = self.connection.meta.client

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        return urljoin(self.media_url, quote(name))

    def exists(self, name: str) -> bool:
        try:
            self._client.head_object(**self._object(name))
        except ClientError as error:
            if _is_missing(error):
                return False
            raise
        return True

    def _open(self, name: str, mode: str = "rb") -> File:
        """The file in one request, as readers wait for it."""
        if mode != "rb":
            raise ValueError("A printed file is read, or saved whole.")
        try:
            content = self._client.get_object(**self._object(name))["Body"].read()
        except ClientError as error:
            if _is_missing(error):
                raise FileNotFoundError(name) from error
            raise
        return ContentFile(content, name=name)

    def _save(self, name: str, content: File) -> str:
        if not self.exists(name):
            content.seek(0)
            whole = {"Body": content.read(), **self._get_write_parameters(name, content)}
            self._client.put_object(**self._object(name), **whole)
        return name

    def _object(self, name: str) -> dict[str, str]:
        return {"Bucket": self.bucket_name, "Key": self._normalize_name(clean_name(name))}


def _is_missing(error: ClientError) -> bool:
    return error.response["ResponseMetadata"]["HTTPStatusCode"] == HTTPStatus.NOT_FOUND
