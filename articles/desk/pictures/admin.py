"""The picture library: what is in it, the page of one picture, and its end."""

from functools import partial
from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response

from articles import darkroom
from articles.desk.keys import key_of
from articles.desk.pictures import listing, page, rights, uploads
from articles.desk.pictures.form import FOCAL_POINT, PictureForm
from articles.desk.pictures.places import Places
from articles.desk.pictures.removal import remove
from articles.desk.thumbnails import CONTENT_TYPE, thumbnail
from articles.models import Image
from articles.tasks import develop

A_YEAR = 31_536_000
TEMPLATES = "admin/articles/image"


@admin.register(Image)
class ImageAdmin(admin.ModelAdmin):
    """A file stays what it was; its words, its rights and its focal point can be mended."""

    form = PictureForm
    fields = PictureForm.Meta.fields
    actions = None
    search_fields = ("caption", "credit", "alt", "place", "source", "copyright")
    change_form_template = f"{TEMPLATES}/page.html"

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        small = wrap(self.thumbnail_view, cacheable=True)
        return [
            path("upload/", wrap(self.upload_view), name="articles_image_upload"),
            path("rights/", wrap(self.rights_view), name="articles_image_rights"),
            path("choose/", wrap(self.choose_view), name="articles_image_choose"),
            path("<int:pk>/thumbnail/", small, name="articles_image_thumbnail"),
            *super().get_urls(),
        ]

    # --- The library ------------------------------------------------------------------------------

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        words = request.GET.get("q", "").strip()
        shelf = rights.SHELVES.get(request.GET.get("rights", ""), rights.ALL)
        before = key_of(request.GET.get("before"))
        found = self._found(request, words).filter(shelf.holds)
        is_front = not (words or shelf.name or before)
        context = {
            **self.admin_site.each_context(request),
            "title": "Picture library",
            "opts": self.opts,
            "has_add_permission": self.has_add_permission(request),
            "accepts": uploads.ACCEPTS,
            "most_bytes": darkroom.MAX_BYTES,
            "most_megabytes": darkroom.MAX_BYTES // 1024**2,
            "page": listing.Page.of(found, before),
            "before": before,
            "words": words,
            "shelf": shelf,
            "shelves": rights.SHELVES.values(),
            "breaches": rights.live_without_rights().count() if is_front else 0,
            **(extra_context or {}),
        }
        return TemplateResponse(request, f"{TEMPLATES}/library.html", context)

    def rights_view(self, request: HttpRequest) -> HttpResponse:
        """The pictures that readers have now although their rights do not allow it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = rights.live_without_rights()
        context = {
            **self.admin_site.each_context(request),
            "title": "Live without rights",
            "opts": self.opts,
            "breaches": listing.breaches(found[: listing.MOST_BREACHES]),
            "unlisted": max(0, found.count() - listing.MOST_BREACHES),
        }
        return TemplateResponse(request, f"{TEMPLATES}/rights.html", context)

    def choose_view(self, request: HttpRequest) -> JsonResponse:
        """For the editor: pictures to choose from, as JSON, newest first."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = self._found(request, request.GET.get("q", "").strip())
        listed = listing.Page.of(found, key_of(request.GET.get("before")))
        pictures = [picture.as_json() for picture in listed.pictures]
        return JsonResponse({"pictures": pictures, "next": listed.next})

    def _found(self, request: HttpRequest, words: str) -> "QuerySet[Image]":
        found, _ = self.get_search_results(request, self.get_queryset(request), words)
        return found

    def thumbnail_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A small copy of the original, which has no address of its own."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        image = get_object_or_404(Image, pk=pk)
        etag = f'"{image.sha256}"'
        known = get_conditional_response(request, etag=etag)
        if known:
            return known
        try:
            small = thumbnail(image)
        except darkroom.Unusable as error:
            raise Http404(str(error)) from error
        headers = {
            "ETag": etag,
            # The file behind a key never changes.
            "Cache-Control": f"private, max-age={A_YEAR}, immutable",
            "X-Content-Type-Options": "nosniff",
        }
        return HttpResponse(small, content_type=CONTENT_TYPE, headers=headers)

    # --- What comes in ----------------------------------------------------------------------------

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Pictures are added at the top of the library, many at once."""
        return HttpResponseRedirect(reverse("admin:articles_image_changelist"))

    def upload_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        return uploads.answer(request, log=self.log_addition)

    # --- The page of a picture --------------------------------------------------------------------

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Image | None:
        """The picture; locked where it is about to change, so that two saves come one by one."""
        image = cast(Image | None, super().get_object(request, object_id, from_field))
        if image and request.method == "POST":
            return Image.objects.select_for_update().filter(pk=image.pk).first()
        return image

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        stored = Image.objects.select_related("uploaded_by").get(pk=kwargs["obj"].pk)
        context |= page.context(stored, context["adminform"].form)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Image, form: Any, change: bool) -> None:
        """Store what this person has changed and nothing else; crop anew if the focal point moved.

        What is live stays as it is: it has its own copies until an edition is printed anew.
        """
        obj.save(update_fields=form.changed_data)
        if not set(FOCAL_POINT).isdisjoint(form.changed_data):
            develop.defer(image_key=obj.pk)

    def response_change(self, request: HttpRequest, obj: Image) -> HttpResponse:
        self.message_user(request, f"Saved at {timezone.localtime():%H:%M:%S}.", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:articles_image_change", args=[obj.pk]))

    # --- Its end ----------------------------------------------------------------------------------

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A picture that is used nowhere can be deleted; of any other it is said where it is."""
        image = get_object_or_404(Image, pk=key_of(object_id))
        if not self.has_delete_permission(request, image):
            raise PermissionDenied
        if request.method == "POST" and remove(image, log=partial(self.log_deletions, request)):
            self.message_user(request, f"“{image}” is deleted.", messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:articles_image_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": "Delete a picture",
            "opts": self.opts,
            "picture": image,
            "places": Places(image),
        }
        status = 409 if request.method == "POST" else 200
        return TemplateResponse(request, f"{TEMPLATES}/delete.html", context, status=status)
