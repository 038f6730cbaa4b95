"""The article's page: saves what is in the form first, then says the verb."""

import copy
from typing import Any, cast
from uuid import uuid4

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.csp import CSP
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from articles import handling
from articles.desk import article_pages, autosave, comments, proof_links
from articles.desk.article_list import QueuedArticles
from articles.desk.conflict import Conflict, PutTogether, is_pressed
from articles.desk.forms import ArticleForm
from articles.desk.panel import Panel
from articles.desk.people import signed_in
from articles.desk.verbs import Call, offers
from articles.models import Article, Presence, Standing
from articles.workflow import Refused

REFUSED_BY_THE_DATABASE = "NF001"
# Beside the text stands its proof.
FRAMES_ITS_PROOF: dict[str, list[str]] = {**settings.SECURE_CSP, "frame-src": [CSP.SELF]}
# What stands at the side of the text, in this order.
DETAILS = (
    "label",
    "story",
    "topics",
    "lead_image",
    "lead_alt",
    "lead_is_decorative",
    "slug",
    "embargo_at",
)


@admin.register(Article)
class ArticleAdmin(QueuedArticles):
    """Writing, and all that can happen to a piece.

    Every button posts the one form. The text is stored first, through ``handling``; then the verb
    is said, in a savepoint of its own, so a refused verb leaves the text saved. If the text itself
    is refused, the form comes back with all that was typed and the stored text beside it.
    """

    form = ArticleForm
    fields = ArticleForm.Meta.fields
    save_on_top = False

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        saving = [
            path("autosave/", wrap(self.autosave), name="articles_article_autosave_new"),
            path(
                "<int:object_id>/autosave/", wrap(self.autosave), name="articles_article_autosave"
            ),
        ]
        return [*saving, *article_pages.urls(wrap), *super().get_urls()]

    # --- Who may ----------------------------------------------------------------------------------

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Whether this copy is theirs to change now.

        A text that was sent is let through to ``handling``, which refuses it without losing it.
        """
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or _sends_text(request) or standing_of(obj).may_edit(signed_in(request))

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Nobody: articles are spiked."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Article | None = None) -> list[str]:
        """The address is fixed by the first edition that begins."""
        return ["slug"] if obj and standing_of(obj).current else []

    # --- The page ---------------------------------------------------------------------------------

    def get_form(
        self, request: HttpRequest, obj: Article | None = None, change: bool = False, **kwargs: Any
    ) -> type[ArticleForm]:
        form = cast(type[ArticleForm], super().get_form(request, obj, change=change, **kwargs))
        for name in {"story", "lead_image"} & form.base_fields.keys():
            # What exists is changed on its own page, not in passing.
            widget = form.base_fields[name].widget
            widget.can_change_related = widget.can_view_related = widget.can_delete_related = False
        form.user = signed_in(request)
        form.refusal = getattr(request, "refusal", None)
        return form

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        article = kwargs.get("obj")
        post = request.POST or None
        if article is None:
            context["panel"] = Panel.of_a_new_one(signed_in(request), post)
            context["adminform"].form.initial["window"] = uuid4()
        else:
            standing = standing_of(article)
            offered = offers(standing, signed_in(request), post, context.get("refused"))
            context["panel"] = Panel.of(standing, offered, signed_in(request))
            context["outside"] = proof_links.OutsideProofs.of(standing, signed_in(request))
            context["comments"] = comments.Section.of(article, signed_in(request))
            context["conflict"] = self._conflict(request, context, article)
        context["most"] = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        context["can_write"] = article is None or self.has_change_permission(request, article)
        form = context["adminform"].form
        if article and request.method == "GET":
            opened = Presence.open(article, signed_in(request))
            context["window"] = form.initial["window"] = opened.window
        context["is_put_together"] = isinstance(form.refusal, PutTogether)
        context["details"] = [form[name] for name in DETAILS if name in form.fields]
        context["title"] = "Article" if article else "New article"
        return super().render_change_form(request, context, *args, **kwargs)

    def _conflict(
        self, request: HttpRequest, context: dict[str, Any], article: Article
    ) -> Conflict | None:
        """Both texts, if the one that was typed cannot be stored on top of the other."""
        if not context.get("errors"):
            return None
        form = context["adminform"].form
        return Conflict.found(article, form, by=signed_in(request))

    # --- Saving, then saying ----------------------------------------------------------------------

    @method_decorator(csp_override(FRAMES_ITS_PROOF))
    @method_decorator(csrf_protect)
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        object_id = object_id or autosave.article_stored_by(request)
        if request.method == "POST" and object_id and not _sends_text(request):
            return self._say_alone(request, object_id)
        if autosave.TAKE_BACK in request.POST:
            request.refusal = autosave.FROM_THE_DEVICE  # type: ignore[attr-defined]
        if object_id and is_pressed(request.POST):
            self._put_together(request, object_id)
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refusal:
            request.refusal = refusal  # type: ignore[attr-defined]
        except DatabaseError as error:
            request.refusal = as_refusal(error)  # type: ignore[attr-defined]
        # Nothing was stored. The same form again: the refusal makes it invalid, so it is shown.
        return super().changeform_view(request, object_id, form_url, extra_context)

    @method_decorator(require_POST)
    def autosave(self, request: HttpRequest, object_id: int | None = None) -> HttpResponse:
        """Store what is typed as Save would, but never take a clearance away; answer in JSON."""
        autosave.mark(request)
        answer = self.changeform_view(request, None if object_id is None else str(object_id))
        return autosave.told(answer)

    def _put_together(self, request: HttpRequest, object_id: str) -> None:
        """Have the form come back with both texts in one, unless a choice is still open."""
        article = self.get_object(request, object_id)
        if article is None:
            raise Http404
        form = self.get_form(request, article, change=True)(request.POST, instance=article)
        form.full_clean()
        conflict = Conflict.found(article, form, by=signed_in(request))
        if conflict is None:
            refusal = Refused("Nobody has saved meanwhile: what is in the form can be saved.")
        elif not conflict.can_merge:
            refusal = Refused("You cannot save here now.")
        elif conflict.is_open:
            refusal = Refused("Some places still wait for your choice.")
        else:
            request.POST = conflict.put_together()  # type: ignore[assignment]
            Presence.rest(form.cleaned_data.get("window"), conflict.stored.revision)
            refusal = PutTogether("Nothing is stored yet: look the text over, then save.")
        request.refusal = refusal  # type: ignore[attr-defined]

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        """Nothing yet: ``save_related`` knows what else has changed."""

    def save_related(
        self, request: HttpRequest, form: ArticleForm, formsets: Any, change: bool
    ) -> None:
        article = form.write()
        if change and not form.has_changed():
            return
        handling.save_copy(
            article,
            by=signed_in(request),
            beside=form.save_m2m,
            reopens=form.reopens,
            may_reopen=not autosave.is_marked(request),
            window=form.cleaned_data["window"],
        )

    def response_add(
        self, request: HttpRequest, obj: Article, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._answer(request, obj)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        return self._answer(request, obj)

    def _say_alone(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Say a verb on a copy that is not theirs to edit: no text was sent, none is stored."""
        article = self.get_object(request, object_id)
        if article is None:
            raise Http404
        if not self.has_view_permission(request, article):
            raise PermissionDenied
        if Call.of(request.POST) is None:
            raise BadRequest("Neither a text nor a verb was sent.")
        based_on = request.POST.get("based_on", "")
        article.revision = int(based_on) if based_on.isdecimal() else -1
        with transaction.atomic():
            return self._answer(request, article)

    def _answer(self, request: HttpRequest, article: Article) -> HttpResponse:
        """The text is stored; say the verb, if one was pressed, and show the page again."""
        page = reverse("admin:articles_article_change", args=[article.pk])
        if autosave.is_marked(request):
            return autosave.stored(request, article, page)
        call = Call.of(request.POST)
        try:
            if call:
                with transaction.atomic():
                    said = call.say(article, by=signed_in(request))
                    # What the database checks at the end is checked now, while it can be told.
                    connection.check_constraints()
            else:
                said = f"Saved at {timezone.localtime():%H:%M:%S}."
        except (Refused, DatabaseError) as error:
            refusal = error if isinstance(error, Refused) else as_refusal(error)
            return self._refused(request, page, article, call, refusal)
        self.message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(page)

    def _refused(
        self, request: HttpRequest, page: str, article: Article, call: Any, refusal: Refused
    ) -> HttpResponse:
        """The page as it is stored now, with the verb's box still open and its note still in it."""
        # On a telephone the button that was pressed is far below.
        said = format_html(
            '“{}” was not done. {} <a href="#what-now">Back to the buttons</a>',
            call.verb.label,
            refusal,
        )
        self.message_user(request, said, messages.ERROR)
        look = copy.copy(request)
        look.method = "GET"
        return self.change_view(
            look, str(article.pk), page, extra_context={"refused": (call, refusal)}
        )


def standing_of(article: Article) -> Standing:
    """How things stand, asked once for each article that a request reads."""
    known = vars(article)
    if "_standing" not in known:
        known["_standing"] = Standing.of(article)
    standing: Standing = known["_standing"]
    return standing


def as_refusal(error: DatabaseError) -> Refused:
    """A trigger's refusal in words; every other fault of the database is raised again."""
    cause = error.__cause__
    if getattr(cause, "sqlstate", None) != REFUSED_BY_THE_DATABASE:
        raise error
    return Refused(f"The database refuses: {cause.diag.message_primary}.")  # type: ignore[union-attr]


def _sends_text(request: HttpRequest) -> bool:
    return request.method == "POST" and "headline" in request.POST
