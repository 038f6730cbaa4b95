"""Machines' addresses, and what answers each; the converters are those of readers' addresses."""

from django.urls import path

from wire import feeds, robots, sitemaps

urlpatterns = [
    path("feed/", feeds.site, name="feed"),
    path("stories/<a-slug:slug>/feed/", feeds.story, name="story-feed"),
    path("topics/<a-slug:slug>/feed/", feeds.topic, name="topic-feed"),
    path("sitemap.xml", sitemaps.index, name="sitemaps"),
    path("sitemaps/<a-year:year>.xml", sitemaps.year, name="year-sitemaps"),
    path("sitemaps/<a-day:day>.xml", sitemaps.day, name="day-sitemap"),
    path("sitemaps/stories/<int:part>.xml", sitemaps.stories, name="story-sitemap"),
    path("sitemaps/news.xml", sitemaps.news, name="news-sitemap"),
    path("sitemaps/pages.xml", sitemaps.pages, name="pages-sitemap"),
    path("robots.txt", robots.robots, name="robots"),
]
