"""The form of a picture: words, rights, focal point; two people do not undo each other’s work."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from articles.desk.forms import NewsroomTime
from articles.models import Image

WORDS = ("caption", "alt", "credit", "place", "taken_at", "copyright")
RIGHTS = ("source", "licence", "usage_terms", "usable_from", "usable_until")
FOCAL_POINT = ("focal_x", "focal_y")


class PercentField(forms.FloatField):
    """A share of a whole, 0 to 1, written in whole percent."""

    widget = forms.NumberInput(attrs={"min": 0, "max": 100, "step": 1, "inputmode": "numeric"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=1, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}  # the limits of the field are shares, those of the box are percent

    def prepare_value(self, value: Any) -> Any:
        return round(value * 100) if isinstance(value, float) else value

    def to_python(self, value: Any) -> Any:
        percent = super().to_python(value)
        return None if percent is None else percent / 100


class WordsField(forms.CharField):
    """Words of some length. Browsers send line breaks as two characters; one is kept."""

    def __init__(self, *, rows: int, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(required=False, widget=widget, **kwargs)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


class PictureForm(forms.ModelForm):
    """A picture as its page shows it.

    Every field carries what it held when the page was opened, so ``changed_data`` names what this
    person has changed, and nothing else is stored. What somebody else has changed meanwhile is
    shown first, and replaced only if they save again.
    """

    caption = WordsField(rows=4, help_text="As it will be printed.")
    alt = WordsField(
        rows=3,
        max_length=400,
        label="Alternative text",
        help_text="What a reader who cannot see the picture is told.",
    )
    usage_terms = WordsField(
        rows=3, label="Usage terms", help_text="What the source asks of whoever prints it."
    )
    taken_at = forms.DateField(
        required=False, label="Taken on", widget=forms.DateInput(attrs={"type": "date"})
    )
    usable_from = NewsroomTime(
        required=False, label="Embargo until", help_text="It cannot be printed before this time."
    )
    usable_until = NewsroomTime(
        required=False,
        label="Rights end",
        help_text="It cannot be printed from this time on. What is live then is reported.",
    )
    focal_x = PercentField(label="From the left, %")
    focal_y = PercentField(label="From the top, %")

    class Meta:
        model = Image
        fields = (*FOCAL_POINT, *WORDS, *RIGHTS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.show_hidden_initial = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in self.changed_data:
            if name in cleaned and self._was_changed_meanwhile(name, cleaned[name]):
                self._ask_again(name)
        return cleaned

    def _was_changed_meanwhile(self, name: str, typed: Any) -> bool:
        bound, field = self[name], self.fields[name]
        if bound.html_initial_name not in self.data:
            return False
        seen = field.to_python(self.data[bound.html_initial_name])
        stored = field.prepare_value(bound.initial)
        return field.has_changed(seen, stored) and field.has_changed(typed, stored)

    def _ask_again(self, name: str) -> None:
        """Refuse once, and take the stored value for seen: the next save may replace it."""
        bound = self[name]
        stored = bound.field.prepare_value(bound.initial)
        seen = {bound.html_initial_name: "" if stored is None else str(stored)}
        self.data = {name: self.data[name] for name in self.data} | seen
        shown = f"to “{stored}”" if stored not in {None, ""} else "and left it empty"
        self.add_error(
            name,
            ValidationError(
                f"Somebody else has changed this meanwhile {shown}. "
                "Save again to replace it with what is here."
            ),
        )
