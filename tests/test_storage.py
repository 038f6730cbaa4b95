"""Files are kept in folders or in S3, by the environment, and behave the same in both."""

import json
import re
import stat
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from botocore.exceptions import ClientError
from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation
from django.core.files.base import ContentFile
from django.core.files.storage import InvalidStorageError
from django.core.files.storage.handler import StorageHandler
from django.http import Http404
from django.test import RequestFactory, override_settings

from articles.public import media
from nextfin.storage import storages
from tests.s3 import REGION, Server

NAME = "0123456789abcdef0123456789abcdef01234567.jpg"
BUCKET = "newsroom-files"  # as in the guide
OTHER_BUCKET = "newsroom-printed"
GUIDE = Path(__file__).parent.parent / "docs/storage.md"
Kept = Callable[..., StorageHandler]  # as the environment says, with more of it by name


@pytest.fixture(scope="session")
def s3_server() -> Iterator[Server]:
    server = Server()
    yield server
    server.stop()


@pytest.fixture
def s3(s3_server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """The server with two empty buckets, and the desk's key in the environment."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "desk")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a synthetic secret")
    s3_server.empty(BUCKET, OTHER_BUCKET)
    return s3_server


@pytest.fixture
def in_s3(s3: Server, tmp_path: Path) -> Kept:
    def kept(face: str = "all", **more: str) -> StorageHandler:
        environ = {
            "NEXTFIN_S3_BUCKET": BUCKET,
            "NEXTFIN_S3_ENDPOINT": s3.address,
            "NEXTFIN_S3_REGION": REGION,
            **more,
        }
        return StorageHandler(storages(environ, tmp_path, face, "/media/"))

    return kept


@pytest.fixture
def in_folders(tmp_path: Path) -> Kept:
    def kept(face: str = "all", **more: str) -> StorageHandler:
        return StorageHandler(storages(more, tmp_path, face, "/media/"))

    return kept


@pytest.fixture(params=["in_folders", "in_s3"])
def kept(request: pytest.FixtureRequest) -> Kept:
    return request.getfixturevalue(request.param)


# --- The same in both -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["default", "printed"])
def test_what_was_saved_is_read_again(kept: Kept, kind: str) -> None:
    storage = kept()[kind]
    content = bytes(range(256)) * 5000
    assert storage.save(NAME, ContentFile(content)) == NAME
    with storage.open(NAME) as file:
        assert file.read() == content
    assert storage.exists(NAME)
    assert storage.size(NAME) == len(content)
    storage.delete(NAME)
    assert not storage.exists(NAME)


@pytest.mark.parametrize("kind", ["default", "printed"])
def test_a_missing_file_is_not_found(kept: Kept, kind: str) -> None:
    with pytest.raises(FileNotFoundError):
        kept()[kind].open(NAME)


@pytest.mark.parametrize("kind", ["default", "printed"])
def test_no_name_leads_out_of_the_files(kept: Kept, kind: str) -> None:
    for name in ("../secret.jpg", "a/../../secret.jpg"):
        with pytest.raises(SuspiciousOperation):
            kept()[kind].open(name)
        with pytest.raises(SuspiciousOperation):
            kept()[kind].save(name, ContentFile(b"x"))


def test_a_printed_file_keeps_its_name_and_its_content(kept: Kept) -> None:
    printed = kept()["printed"]
    printed.save(NAME, ContentFile(b"first"))
    assert printed.save(NAME, ContentFile(b"second")) == NAME
    with printed.open(NAME) as file:
        assert file.read() == b"first"


def test_an_original_is_never_overwritten(kept: Kept) -> None:
    originals = kept()["default"]
    first = originals.save("fe/fe01.jpg", ContentFile(b"first"))
    second = originals.save("fe/fe01.jpg", ContentFile(b"second"))
    assert first != second
    with originals.open(first) as file:
        assert file.read() == b"first"


def test_two_may_save_the_same_printed_file_at_once(kept: Kept) -> None:
    printed = kept()["printed"]
    content = b"the same picture " * 100_000
    with ThreadPoolExecutor(6) as carriers:
        names = list(carriers.map(lambda _: printed.save(NAME, ContentFile(content)), range(12)))
    assert set(names) == {NAME}
    with printed.open(NAME) as file:
        assert file.read() == content
    assert printed.listdir("") == ([], [NAME])


def test_originals_have_no_address_and_printed_files_are_the_sites_own(kept: Kept) -> None:
    both = kept()
    assert both["printed"].url(NAME) == f"/media/{NAME}"
    with pytest.raises(ValueError, match="never served"):
        both["default"].url(NAME)


def test_a_site_process_has_no_way_to_originals(kept: Kept) -> None:
    desk, site = kept("desk"), kept("site")
    desk["printed"].save(NAME, ContentFile(b"for readers"))
    with site["printed"].open(NAME) as file:
        assert file.read() == b"for readers"
    with pytest.raises(InvalidStorageError):
        site["default"]


def test_readers_get_printed_files_from_the_site_itself(kept: Kept) -> None:
    handler = kept()
    handler["printed"].save(NAME, ContentFile(b"a picture"))
    request = RequestFactory().get(f"/media/{NAME}")
    with override_settings(STORAGES=handler.backends):
        assert media.picture(request, NAME).content == b"a picture"
        with pytest.raises(Http404):
            media.picture(request, NAME.replace("0", "f"))


# --- In a folder ----------------------------------------------------------------------------------


def test_a_printed_file_that_was_cut_off_is_not_there(in_folders: Kept) -> None:
    class CutOff(ContentFile):
        def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
            yield b"half"
            raise OSError("No space left on device")

    printed = in_folders()["printed"]
    with pytest.raises(OSError, match="space"):
        printed.save(NAME, CutOff(b"half and half"))
    assert printed.listdir("") == ([], [])
    printed.save(NAME, ContentFile(b"whole"))
    assert printed.size(NAME) == 5


def test_the_sites_account_may_read_what_the_desks_has_printed(in_folders: Kept) -> None:
    printed = in_folders()["printed"]
    printed.save(NAME, ContentFile(b"x"))
    assert stat.S_IMODE(Path(printed.path(NAME)).stat().st_mode) == 0o644


# --- In S3 ----------------------------------------------------------------------------------------


def test_the_two_kinds_lie_apart_under_the_prefix(in_s3: Kept, s3: Server) -> None:
    together = in_s3(NEXTFIN_S3_PREFIX="/news/room/")
    together["default"].save("a.jpg", ContentFile(b"x"))
    together["printed"].save("b.jpg", ContentFile(b"x"))
    in_s3(NEXTFIN_S3_PRINTED_BUCKET=OTHER_BUCKET)["printed"].save("c.jpg", ContentFile(b"x"))
    listed = s3.client("s3").list_objects_v2
    assert [found["Key"] for found in listed(Bucket=BUCKET)["Contents"]] == [
        "news/room/originals/a.jpg",
        "news/room/printed/b.jpg",
    ]
    assert [found["Key"] for found in listed(Bucket=OTHER_BUCKET)["Contents"]] == ["printed/c.jpg"]


def test_printed_objects_may_be_kept_for_ever_and_nobody_is_given_a_right(
    in_s3: Kept, s3: Server
) -> None:
    in_s3()["printed"].save(NAME, ContentFile(b"x"))
    place = {"Bucket": BUCKET, "Key": f"printed/{NAME}"}
    head = s3.client("s3").head_object(**place)
    assert head["CacheControl"] == "public, max-age=31536000, immutable"
    assert head["ContentType"] == "image/jpeg"
    grants = s3.client("s3").get_object_acl(**place)["Grants"]
    assert [grant["Grantee"]["Type"] for grant in grants] == ["CanonicalUser"]  # the owner


def test_the_guides_policy_lets_a_site_read_printed_files_and_nothing_else(
    s3: Server, in_s3: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = in_s3("desk")
    desk["default"].save("original.jpg", ContentFile(b"secret"))
    desk["printed"].save(NAME, ContentFile(b"for readers"))
    found = re.search(r"```json\n(.+?)```", GUIDE.read_text(), re.DOTALL)
    assert found
    people = s3.client("iam")
    people.create_user(UserName="site")
    people.put_user_policy(
        UserName="site", PolicyName="site", PolicyDocument=json.dumps(json.loads(found[1]))
    )
    key = people.create_access_key(UserName="site")["AccessKey"]
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key["AccessKeyId"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", key["SecretAccessKey"])
    # An intruder in the site's process sets up storages as the desk does, with the site's key.
    intruder = in_s3("desk")
    with s3.rights_enforced():
        with in_s3("site")["printed"].open(NAME) as file:
            assert file.read() == b"for readers"
        with pytest.raises(FileNotFoundError):
            in_s3("site")["printed"].open("missing.jpg")
        for forbidden in (
            lambda: intruder["default"].open("original.jpg"),
            lambda: intruder["printed"].save("new.jpg", ContentFile(b"forged")),
            lambda: intruder["printed"].delete(NAME),
        ):
            with pytest.raises(ClientError, match=r"403|Forbidden|AccessDenied"):
                forbidden()


# --- Settings -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({"NEXTFIN_S3_ENDPOINT": "https://s3.example.org"}, "no bucket. Set NEXTFIN_S3_BUCKET"),
        ({"NEXTFIN_S3_PREFIX": "news"}, "no bucket"),
        ({"NEXTFIN_S3_REGION": "eu-west-1"}, "no bucket"),
        ({"NEXTFIN_S3_PRINTED_BUCKET": "b"}, "Set NEXTFIN_S3_BUCKET as well"),
        ({"NEXTFIN_S3_BUCKET": "b", "NEXTFIN_S3_ENDPOINT": "s3.example.org"}, "whole address"),
        ({"NEXTFIN_S3_BUCKET": "b", "NEXTFIN_S3_PREFIX": "a/../b"}, "plain names"),
        ({"NEXTFIN_S3_BUCKET": "b", "NEXTFIN_S3_PREFIX": "a//b"}, "plain names"),
        ({"NEXTFIN_S3_BUCKET": "b", "AWS_ACCESS_KEY_ID": "key"}, "Set both"),
        ({"NEXTFIN_S3_BUCKET": "b", "AWS_SECRET_ACCESS_KEY": "secret"}, "Set both"),
    ],
)
def test_half_a_setting_is_refused_with_what_is_missing(
    environ: dict[str, str], sentence: str
) -> None:
    with pytest.raises(ImproperlyConfigured, match=sentence):
        storages(environ, Path("data"), "desk", "/media/")


def test_a_site_process_needs_the_printed_bucket_alone() -> None:
    environ = {"NEXTFIN_S3_PRINTED_BUCKET": OTHER_BUCKET}
    entries = storages(environ, Path("data"), "site", "/media/")
    assert set(entries) == {"printed"}
    assert entries["printed"]["OPTIONS"]["bucket_name"] == OTHER_BUCKET


def test_without_settings_files_are_kept_in_the_data_folder() -> None:
    entries = storages({}, Path("data"), "all", "/media/")
    places = {kind: entry["OPTIONS"]["location"] for kind, entry in entries.items()}
    assert places == {"default": Path("data/originals"), "printed": Path("data/printed")}
