"""Where Django looks for the desk."""

from articles.desk import article_admin, front_admin, records, reports, story_admin
from articles.desk.pictures import admin as picture_admin

__all__ = ["article_admin", "front_admin", "picture_admin", "records", "reports", "story_admin"]
