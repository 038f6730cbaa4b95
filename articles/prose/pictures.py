"""A picture in print: every format and width that was made of it, for browsers to choose from."""

from html import escape

from articles.prose.material import FORMATS, PrintedShape, Renditions

MEDIA = "/media/"
# The width of the file for those who can't choose.
PLAIN_WIDTH = 1280


def picture_html(
    picture: Renditions,
    *,
    alt: str,
    sizes: str,
    shape: str = "whole",
    is_first: bool = False,
    css_class: str = "",
    media: str = MEDIA,
) -> str:
    """The picture in one ``shape`` of ``SHAPES``; "" if nothing was made of it in that shape.

    ``sizes`` says how wide it is set (HTML, 4.8.4.2). ``is_first`` is for the picture that readers
    see before they scroll: the browser fetches it at once, every other when it comes near. A tiny
    copy lies behind it in the same cell until the picture covers it; both have the same size from
    the beginning, so nothing moves.
    """
    printed = picture["shapes"].get(shape)
    if not printed or not any(printed["files"].values()):
        return ""
    *better, plain = (f for f in FORMATS if printed["files"].get(f))
    sources = "".join(
        f'<source type="image/{name}" srcset="{_srcset(printed, name, media)}" '
        f'sizes="{escape(sizes)}">'
        for name in better
    )
    classes = escape(f"frame {css_class}".strip())
    return (
        f'<span class="{classes}">{_placeholder(picture, printed)}<picture>{sources}'
        f'<img src="{_plain(printed, plain, media)}" srcset="{_srcset(printed, plain, media)}" '
        f'sizes="{escape(sizes)}" {_size(printed)} alt="{escape(alt)}" {_haste(is_first=is_first)}>'
        "</picture></span>"
    )


def file_of(picture: Renditions) -> str:
    """A file of the whole picture, which no other picture has; "" if none was made."""
    whole = picture["shapes"].get("whole")
    files = [file for form in FORMATS for _, file in whole["files"].get(form, [])] if whole else []
    return files[-1] if files else ""


def _placeholder(picture: Renditions, printed: PrintedShape) -> str:
    data = picture["placeholder"]
    if not data.startswith("data:image/"):
        return ""
    return f'<img class="placeholder" src="{escape(data)}" {_size(printed)} alt="">'


def _srcset(printed: PrintedShape, name: str, media: str) -> str:
    return escape(", ".join(f"{media}{file} {width}w" for width, file in printed["files"][name]))


def _plain(printed: PrintedShape, name: str, media: str) -> str:
    """The widest file that is not wider than it needs to be; else the narrowest."""
    files = printed["files"][name]
    fitting = [file for width, file in files if width <= PLAIN_WIDTH]
    return escape(media + (fitting[-1] if fitting else files[0][1]))


def _size(printed: PrintedShape) -> str:
    return f'width="{int(printed["width"])}" height="{int(printed["height"])}"'


def _haste(*, is_first: bool) -> str:
    return 'fetchpriority="high"' if is_first else 'loading="lazy" decoding="async"'
