"""The things of the trade, one to a file."""

from articles.models.article import Article, ArticleTopic, Byline
from articles.models.clearance import Clearance, Writer
from articles.models.comment import About, Comment
from articles.models.draft import Draft
from articles.models.edition import Edition
from articles.models.edition_links import EditionByline, EditionTopic
from articles.models.embed import Embed
from articles.models.front import Front, FrontCard, FrontEdition, Section, Slot
from articles.models.image import Image, RenditionSet
from articles.models.logbook import LogbookEntry
from articles.models.presence import Presence
from articles.models.proof_link import ProofAnswer, ProofLink
from articles.models.record import EditionRecord
from articles.models.report import ErrorReport
from articles.models.standing import Standing
from articles.models.story import Event, Part, Relation, Story, StoryEdition
from articles.models.tally import Tally
from articles.models.topic import Topic
from articles.models.uses import ArticleLink, ArticlePicture, EditionPicture
from articles.models.withdrawal import Withdrawal

__all__ = [
    "About",
    "Article",
    "ArticleLink",
    "ArticlePicture",
    "ArticleTopic",
    "Byline",
    "Clearance",
    "Comment",
    "Draft",
    "Edition",
    "EditionByline",
    "EditionPicture",
    "EditionRecord",
    "EditionTopic",
    "Embed",
    "ErrorReport",
    "Event",
    "Front",
    "FrontCard",
    "FrontEdition",
    "Image",
    "LogbookEntry",
    "Part",
    "Presence",
    "ProofAnswer",
    "ProofLink",
    "Relation",
    "RenditionSet",
    "Section",
    "Slot",
    "Standing",
    "Story",
    "StoryEdition",
    "Tally",
    "Topic",
    "Withdrawal",
    "Writer",
]
