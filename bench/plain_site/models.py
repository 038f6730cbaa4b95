"""Articles, authors, topics, as anybody would write them first."""

from django.db import models


class Author(models.Model):
    name = models.CharField(max_length=100)
    slug = models.SlugField()
    description = models.TextField()

    def __str__(self) -> str:
        return self.name


class Topic(models.Model):
    name = models.CharField(max_length=100)
    slug = models.SlugField()

    def __str__(self) -> str:
        return self.name


class Article(models.Model):
    headline = models.CharField(max_length=200)
    dek = models.CharField(max_length=300)
    body = models.TextField()
    published_at = models.DateTimeField(db_index=True)
    author = models.ForeignKey(Author, on_delete=models.PROTECT)
    topics = models.ManyToManyField(Topic)

    def __str__(self) -> str:
        return self.headline
