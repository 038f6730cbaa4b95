"""The things of the trade, one to a file."""

from articles.models.article import Article, ArticleTopic, Byline
from articles.models.clearance import Clearance, Writer
from articles.models.edition import Edition, EditionByline, EditionRecord, EditionTopic
from articles.models.image import Image
from articles.models.logbook import LogbookEntry
from articles.models.standing import Standing
from articles.models.story import Story
from articles.models.topic import Topic
from articles.models.withdrawal import Withdrawal

__all__ = [
    "Article",
    "ArticleTopic",
    "Byline",
    "Clearance",
    "Edition",
    "EditionByline",
    "EditionRecord",
    "EditionTopic",
    "Image",
    "LogbookEntry",
    "Standing",
    "Story",
    "Topic",
    "Withdrawal",
    "Writer",
]
