"""Standing type: what is the same on every page is set once, and kept for all of them."""

from weakref import WeakKeyDictionary

from django import template
from django.core.files.storage import Storage, storages
from django.template.base import NodeList, Parser, Token
from django.utils.safestring import SafeString

register = template.Library()


class Standing(template.Node):
    """Keeps what it holds as long as the storage of the static files, whose names stand in it."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self.kept: WeakKeyDictionary[Storage, SafeString] = WeakKeyDictionary()

    def render(self, context: template.Context) -> SafeString:
        files = storages["staticfiles"]
        if files not in self.kept:
            # Nothing of the page that happens to be the first gets in.
            self.kept[files] = self.nodelist.render(context.new())
        return self.kept[files]


@register.tag
def standing(parser: Parser, token: Token) -> Standing:
    """``{% standing %}…{% endstanding %}``: addresses and names of files, and no variable."""
    nodelist = parser.parse(("endstanding",))
    parser.delete_first_token()
    return Standing(nodelist)
