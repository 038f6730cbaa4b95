"""The desk asks about a work on another site, before it stands in a body."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from articles import embeds
from articles.desk.people import signed_in


@require_POST
def look(request: HttpRequest) -> JsonResponse:
    """What the address in ``url`` leads to; a 4xx with ``error`` says why it cannot be shown."""
    if not signed_in(request).has_perm("articles.change_article"):
        return JsonResponse({"error": "You may not write here."}, status=403)
    try:
        printed = embeds.frozen(request.POST.get("url", ""))
    except embeds.NotEmbeddable as refused:
        return JsonResponse({"error": str(refused)}, status=422)
    return JsonResponse({name: printed[name] for name in ("url", "provider", "title", "author")})
