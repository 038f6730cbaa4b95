"""Answers to those who bring pictures: in JSON for a script, with messages for a plain form."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    JsonResponse,
)
from django.urls import reverse
from django.utils.html import format_html

from articles.darkroom import Unusable
from articles.desk.people import signed_in
from articles.desk.pictures.intake import TakenIn, take_in
from articles.desk.pictures.listing import as_json
from articles.models import Image

ACCEPTS = "image/jpeg,image/png,image/webp,image/avif,image/gif,image/tiff,image/heic,image/heif"
FIRST_FRAME = "It moves: only its first frame is used."

Log = Callable[[HttpRequest, Image, Any], Any]


def answer(request: HttpRequest, *, log: Log) -> HttpResponse:
    """Take in what was sent: one picture for a script, any number from a form; ``log`` each."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    files = request.FILES.getlist("file")
    if request.get_preferred_type(["application/json", "text/html"]) == "text/html":
        for upload in files:
            _tell(request, upload, log)
        if not files:
            messages.warning(request, "Choose a picture first.")
        return HttpResponseRedirect(reverse("admin:articles_image_changelist"))
    if len(files) != 1:
        return JsonResponse({"error": "Send one picture at a time."}, status=400)
    return _in_json(request, files[0], log)


def _in_json(request: HttpRequest, upload: UploadedFile, log: Log) -> JsonResponse:
    try:
        taken = _take_in(request, upload, log)
    except Unusable as refusal:
        return JsonResponse({"error": str(refusal)}, status=422)
    found = as_json(taken.image)
    if not taken.is_new:
        return JsonResponse({**found, "duplicate": True})
    note = {"note": FIRST_FRAME} if taken.is_animated else {}
    return JsonResponse({**found, **note}, status=201)


def _tell(request: HttpRequest, upload: UploadedFile, log: Log) -> None:
    try:
        taken = _take_in(request, upload, log)
    except Unusable as refusal:
        messages.error(request, f"“{upload.name}” was not taken in. {refusal}")
        return
    page = reverse("admin:articles_image_change", args=[taken.image.pk])
    if not taken.is_new:
        said = "“{}” is in the library already: <a href='{}'>{}</a>."
        messages.info(request, format_html(said, upload.name, page, taken.image))
        return
    said = "“{}” is in the library now: <a href='{}'>{}</a>. {}"
    note = FIRST_FRAME if taken.is_animated else ""
    messages.success(request, format_html(said, upload.name, page, taken.image, note))


def _take_in(request: HttpRequest, upload: UploadedFile, log: Log) -> TakenIn:
    taken = take_in(upload, by=signed_in(request))
    if taken.is_new:
        log(request, taken.image, [{"added": {}}])
    return taken
