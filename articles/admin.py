"""Where Django looks for the desk."""

from articles.desk import article_admin, records

__all__ = ["article_admin", "records"]
