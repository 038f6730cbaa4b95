"""Machines' addresses, and what answers each; the converters are those of readers' addresses."""

from django.urls import path

from wire import feeds, robots, sitemaps

urlpatterns = [
    path("feed/", feeds.site, name="feed"),
    path("stories/<a-slug:slug>/feed/", feeds.story, name="story-feed"),
    path("topics/<a-slug:slug>/feed/", feeds.topic, name="topic-feed"),
    path("sitemap.xml", sitemaps.index, name="sitemaps"),
    path("sitemaps/<a-month:month>.xml", sitemaps.month, name="month-sitemap"),
    path("sitemaps/news.xml", sitemaps.news, name="news-sitemap"),
    path("sitemaps/pages.xml", sitemaps.pages, name="pages-sitemap"),
    path("robots.txt", robots.robots, name="robots"),
]
