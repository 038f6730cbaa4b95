"""The printed pictures, named by their content and so never changed."""

from django.core.files.storage import storages
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import etag, require_safe

TYPES = {
    "avif": "image/avif",
    "webp": "image/webp",
    "jpg": "image/jpeg",
    "png": "image/png",
}


@require_safe
@etag(lambda request, name: f'"{name}"')
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """A picture by the name of its file; the database is not asked."""
    try:
        with storages["printed"].open(name) as file:
            content = file.read()
    except FileNotFoundError as error:
        raise Http404 from error
    _, _, extension = name.rpartition(".")
    response = HttpResponse(content, content_type=TYPES[extension])
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
