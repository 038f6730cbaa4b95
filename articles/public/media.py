"""The printed pictures, named by their content and so never changed."""

from django.core.files.storage import storages
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import etag, require_safe


@require_safe
@etag(lambda request, digest: f'"{digest}"')
def picture(request: HttpRequest, digest: str) -> HttpResponse:
    """A picture by the sha256 of its file; the database is not asked."""
    try:
        with storages["printed"].open(f"{digest}.webp") as file:
            response = HttpResponse(file.read(), content_type="image/webp")
    except FileNotFoundError as error:
        raise Http404 from error
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
