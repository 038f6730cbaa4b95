"""Which pictures and articles a copy uses, and which pictures its editions were printed with."""

from django.db import models

from articles import prose
from articles.models.article import Article
from articles.models.edition import Edition
from articles.models.image import Image


class ArticlePicture(models.Model):
    """The body of a working copy shows a picture; its lead picture is the article's own field."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="picture_uses")
    image = models.ForeignKey(Image, on_delete=models.PROTECT, related_name="article_uses")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "article"], name="article_picture_once")
        ]
        indexes = [models.Index(fields=["article"], name="article_pictures")]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.image_id}"


class ArticleLink(models.Model):
    """The body of a working copy leads to another article, by its key."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="links")
    target = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="linked_from")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["target", "article"], name="article_link_once")
        ]
        indexes = [models.Index(fields=["article"], name="article_links")]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.target_id}"


class EditionPicture(models.Model):
    """An edition was printed with a picture of the library, in its body or as its lead."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="picture_links")
    image = models.ForeignKey(Image, on_delete=models.PROTECT, related_name="edition_uses")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "edition"], name="edition_picture_once")
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.image_id}"


def note(article: Article) -> None:
    """Write down what the stored copy uses, as far as it exists; the proof names what does not."""
    used = prose.uses(article.body)
    images = set(Image.objects.filter(pk__in=used.images).values_list("pk", flat=True))
    targets = set(Article.objects.filter(pk__in=used.articles).values_list("pk", flat=True))
    article.picture_uses.exclude(image__in=images).delete()
    article.links.exclude(target__in=targets).delete()
    ArticlePicture.objects.bulk_create(
        (ArticlePicture(article=article, image_id=pk) for pk in images), ignore_conflicts=True
    )
    ArticleLink.objects.bulk_create(
        (ArticleLink(article=article, target_id=pk) for pk in targets), ignore_conflicts=True
    )
