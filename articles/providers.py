"""The sites whose works a body may show, and the one way in which each of them is asked and framed.

Pure. Every address that is fetched or framed is made from a row of this table and from the parts
that its pattern found; no address and no markup of a provider's own answer is ever framed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote, urlsplit

MAX_ADDRESS = 500
# What may follow a page's own address: campaign marks and the like, which nobody needs.
_REST = r"/?\?.*"


@dataclass(frozen=True)
class Provider:
    """One kind of work on one site.

    ``pages`` are patterns of its addresses from the host on; those that do not name the query
    themselves take any. ``page`` (for readers), ``oembed`` and ``frame`` are made from their named
    groups; without a ``frame`` it can only be visited. ``size`` is the frame's in pixels, which the
    provider's answer may change unless ``has_own_size``. Of a post, the words themselves are shown.
    """

    name: str
    pages: tuple[str, ...]
    page: str
    oembed: str
    frame: str = ""
    size: tuple[int, int] = (1280, 720)
    has_own_size: bool = False
    is_post: bool = False

    @cached_property
    def patterns(self) -> list[re.Pattern[str]]:
        whole = (page if r"\?" in page else page + _REST for page in self.pages)
        return [re.compile(page, re.ASCII) for page in whole]


@dataclass(frozen=True)
class Work:
    """One work at a provider: where readers find it, what asks for it, what frames it."""

    provider: Provider
    page: str
    oembed: str
    frame: str


def _mastodon(host: str) -> Provider:
    return Provider(
        "Mastodon",
        (re.escape(host) + r"/@(?P<user>[\w.]{1,60}(?:@[\w.-]{1,100})?)/(?P<id>\d{1,20})",),
        page=f"https://{host}/@{{user}}/{{id}}",
        oembed=f"https://{host}/api/oembed?format=json",
        frame=f"https://{host}/@{{user}}/{{id}}/embed",
        size=(400, 500),
    )


PROVIDERS = (
    Provider(
        "YouTube",
        (
            r"(?:www\.|m\.)?youtube\.com/watch\?(?:.*&)?v=(?P<id>[\w-]{11})(?:&.*)?",
            r"(?:www\.|m\.)?youtube\.com/(?:shorts|live|embed)/(?P<id>[\w-]{11})",
            r"www\.youtube-nocookie\.com/embed/(?P<id>[\w-]{11})",
            r"youtu\.be/(?P<id>[\w-]{11})",
        ),
        page="https://www.youtube.com/watch?v={id}",
        oembed="https://www.youtube.com/oembed?format=json",
        frame="https://www.youtube-nocookie.com/embed/{id}",
    ),
    Provider(
        "Vimeo",
        (
            r"(?:www\.)?vimeo\.com/(?:channels/[\w-]{1,60}/)?(?P<id>\d{1,12})",
            r"player\.vimeo\.com/video/(?P<id>\d{1,12})",
        ),
        page="https://vimeo.com/{id}",
        oembed="https://vimeo.com/api/oembed.json?width=1280",
        frame="https://player.vimeo.com/video/{id}?dnt=1",
    ),
    Provider(  # not listed, but shown to whom is given the address
        "Vimeo",
        (r"(?:www\.)?vimeo\.com/(?P<id>\d{1,12})/(?P<key>[0-9a-f]{6,20})",),
        page="https://vimeo.com/{id}/{key}",
        oembed="https://vimeo.com/api/oembed.json?width=1280",
        frame="https://player.vimeo.com/video/{id}?h={key}&dnt=1",
    ),
    Provider(
        "TED",
        (r"(?:www\.|embed\.)?ted\.com/talks/(?P<talk>[a-z0-9_]{1,150})",),
        page="https://www.ted.com/talks/{talk}",
        oembed="https://www.ted.com/services/v1/oembed.json?width=1280",
        frame="https://embed.ted.com/talks/{talk}",
    ),
    Provider(
        "SoundCloud",
        (r"(?:www\.|m\.)?soundcloud\.com/(?P<by>[\w-]{1,60})/sets/(?P<set>[\w-]{1,150})",),
        page="https://soundcloud.com/{by}/sets/{set}",
        oembed="https://soundcloud.com/oembed?format=json",
        frame="https://w.soundcloud.com/player/?url=https%3A//soundcloud.com/{by}/sets/{set}",
        size=(640, 450),
        has_own_size=True,
    ),
    Provider(
        "SoundCloud",
        (
            (
                r"(?:www\.|m\.)?soundcloud\.com/(?P<by>[\w-]{1,60})"
                r"/(?!(?:sets|tracks|albums|likes|reposts|followers|following)[/?])(?P<track>[\w-]{1,150})"
            ),
        ),
        page="https://soundcloud.com/{by}/{track}",
        oembed="https://soundcloud.com/oembed?format=json",
        frame="https://w.soundcloud.com/player/?url=https%3A//soundcloud.com/{by}/{track}",
        size=(640, 166),
        has_own_size=True,
    ),
    Provider(
        "Spotify",
        (
            (
                r"open\.spotify\.com/(?:intl-[a-z]{2}/)?(?:embed/)?"
                r"(?P<kind>track|album|artist|playlist|episode|show)/(?P<id>[A-Za-z0-9]{22})"
            ),
        ),
        page="https://open.spotify.com/{kind}/{id}",
        oembed="https://open.spotify.com/oembed?format=json",
        frame="https://open.spotify.com/embed/{kind}/{id}",
        size=(640, 352),
    ),
    Provider(
        "Datawrapper",
        (r"datawrapper\.dwcdn\.net/(?P<id>[A-Za-z0-9]{5})/(?P<version>\d{1,5})",),
        page="https://datawrapper.dwcdn.net/{id}/{version}/",
        oembed="https://api.datawrapper.de/v3/oembed?format=json",
        frame="https://datawrapper.dwcdn.net/{id}/{version}/",
        size=(600, 500),
    ),
    Provider(
        "Flourish",
        (r"public\.flourish\.studio/(?P<kind>visualisation|story)/(?P<id>\d{1,12})",),
        page="https://public.flourish.studio/{kind}/{id}/",
        oembed="https://app.flourish.studio/api/v1/oembed?format=json",
        frame="https://flo.uri.sh/{kind}/{id}/embed",
        size=(700, 575),
    ),
    Provider(
        "DocumentCloud",
        (r"(?:www|embed)\.documentcloud\.org/documents/(?P<id>\d{1,12}-[a-z0-9-]{1,200})",),
        page="https://www.documentcloud.org/documents/{id}/",
        oembed="https://api.www.documentcloud.org/api/oembed/?format=json",
        frame="https://embed.documentcloud.org/documents/{id}/?embed=1",
        size=(700, 906),
    ),
    Provider(
        "X",
        (
            (
                r"(?:(?:www|mobile)\.)?(?:x|twitter)\.com/(?P<user>\w{1,15})"
                r"/status/(?P<id>\d{1,20})(?:/(?:photo|video)/\d)?"
            ),
        ),
        page="https://x.com/{user}/status/{id}",
        oembed="https://publish.x.com/oembed?format=json&omit_script=true&dnt=true",
        is_post=True,
    ),
    Provider(
        "Bluesky",
        (r"bsky\.app/profile/(?P<user>[a-z0-9.:-]{3,250})/post/(?P<id>[a-z0-9]{1,20})",),
        page="https://bsky.app/profile/{user}/post/{id}",
        oembed="https://embed.bsky.app/oembed?format=json",
        is_post=True,
    ),
    *(_mastodon(host) for host in ("mastodon.social", "mastodon.online", "journa.host")),
)

NAMES = tuple(dict.fromkeys(provider.name for provider in PROVIDERS))
# What the public pages' policy must let into a frame.
FRAME_HOSTS = frozenset(urlsplit(row.frame).netloc for row in PROVIDERS if row.frame)


def find(url: str) -> Work | None:
    """The work that an address leads to, if it is at one of the providers."""
    found = next(_matches(url), None)
    if found is None:
        return None
    provider, groups = found
    page = provider.page.format(**groups)
    return Work(
        provider,
        page=page,
        oembed=f"{provider.oembed}&url={quote(page, safe='')}",
        frame=provider.frame.format(**groups),
    )


def _matches(url: str) -> Iterator[tuple[Provider, dict[str, str]]]:
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return
    if parts.scheme not in {"http", "https"} or len(url) > MAX_ADDRESS:
        return
    place = f"{parts.netloc.lower()}{parts.path}?{parts.query}"
    for provider in PROVIDERS:
        for pattern in provider.patterns:
            if match := pattern.fullmatch(place):
                yield provider, match.groupdict()
