"""Readers' addresses, and which page answers each."""

from datetime import date, datetime, time

from django.urls import path, register_converter

from articles.public import (
    about,
    app,
    archive,
    article,
    author,
    compare,
    corrections,
    front,
    history,
    media,
    report,
    search,
    standards,
    story,
    styleguide,
    topic,
)


class Day:
    """2026/01/03, a day of the calendar."""

    regex = "[12][0-9]{3}/[0-9]{2}/[0-9]{2}"
    form = "%Y/%m/%d"

    def to_python(self, value: str) -> date:
        return datetime.strptime(value, self.form).date()  # noqa: DTZ007 (a day has no zone)

    def to_url(self, value: date) -> str:
        return value.strftime(self.form)


class Month(Day):
    """2026/01, as its first day."""

    regex = "[12][0-9]{3}/[0-9]{2}"
    form = "%Y/%m"


class Year(Day):
    """2026, as its first day."""

    regex = "[12][0-9]{3}"
    form = "%Y"


class Hour:
    """14:05, a minute of the day."""

    regex = "[0-9]{2}:[0-9]{2}"

    def to_python(self, value: str) -> time:
        return time.fromisoformat(value)

    def to_url(self, value: time) -> str:
        return f"{value:%H:%M}"


class Slug:
    """Letters and digits of any script, hyphens, underscores."""

    regex = r"[-\w]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Version:
    """A version's number, from 1, in the one way to write it."""

    regex = "[1-9][0-9]{0,5}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class Printed:
    """The name of a printed picture: the beginning of its sha256 in hex, and its format."""

    regex = r"[0-9a-f]{40}\.(?:avif|webp|jpg|png)"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Day, "a-day")
register_converter(Month, "a-month")
register_converter(Hour, "an-hour")
register_converter(Slug, "a-slug")
register_converter(Version, "a-version")
register_converter(Year, "a-year")
register_converter(Printed, "a-picture")

urlpatterns = [
    path("", front.front, name="front"),
    path("<a-day:day>/<a-slug:slug>/", article.article, name="article"),
    path("<a-day:day>/<a-slug:slug>/history/", history.history, name="history"),
    path("<a-day:day>/<a-slug:slug>/v/<a-version:number>/", history.version, name="version"),
    path("<a-day:day>/<a-slug:slug>/report/", report.report, name="report"),
    path("<a-day:day>/<a-slug:slug>/report/sent/", report.sent, name="report_sent"),
    path(
        "<a-day:day>/<a-slug:slug>/v/<a-version:number>/record.json", history.record, name="record"
    ),
    path(
        "<a-day:day>/<a-slug:slug>/compare/<a-version:older>/<a-version:newer>/",
        compare.comparison,
        name="compare",
    ),
    path("<a-day:day>/", archive.day, name="day"),
    path("<a-month:month>/", archive.month, name="month"),
    path("front/", front.fronts, name="fronts"),
    path("front/<a-day:day>/<an-hour:hour>/", front.front_then, name="front-then"),
    path("stories/<a-slug:slug>/", story.story, name="story"),
    path("topics/<a-slug:slug>/", topic.topic, name="topic"),
    path("authors/<a-slug:slug>/", author.author, name="author"),
    path("search/", search.search, name="search"),
    path("search/offers/", search.offers, name="offers"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("standards/", standards.standards, name="standards"),
    path("about/", about.about, name="about"),
    path("contact/", about.contact, name="contact"),
    path("accessibility/", about.accessibility, name="accessibility"),
    path("privacy/", about.privacy, name="privacy"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("media/<a-picture:name>", media.picture, name="picture"),
    path("app/", app.app, name="app"),
    path("app/share/", app.shared, name="shared"),
    path("saved/", app.saved, name="saved"),
    path("offline/", app.offline, name="offline"),
    path("manifest.webmanifest", app.manifest, name="manifest"),
    path("sw.js", app.worker, name="worker"),
]
