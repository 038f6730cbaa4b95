"""What the darkroom takes, what it refuses, and the sentence that says so."""

MEGABYTE = 1024 * 1024
MAX_BYTES = 50 * MEGABYTE
MAX_PIXELS = 100_000_000
# A strip beyond this is no picture, and some browsers show nothing of it.
MAX_SIDE = 30_000

# What a file may be, and the extension that its original gets here, whatever it was called before.
EXTENSIONS = {
    "JPEG": ".jpg",
    "PNG": ".png",
    "WEBP": ".webp",
    "AVIF": ".avif",
    "GIF": ".gif",
    "TIFF": ".tif",
    "HEIF": ".heic",
}

EMPTY = "This file is empty."
TOO_LARGE = f"This file is larger than {MAX_BYTES // MEGABYTE} MB. Save a smaller copy."
TOO_MANY_PIXELS = (
    f"This picture has more than {MAX_PIXELS // 1_000_000} million pixels. Save a smaller copy."
)
TOO_LONG = f"This picture is more than {MAX_SIDE:,} pixels long on one side. Save a smaller copy."
NOT_A_PICTURE = "This is not a JPEG, PNG, WebP, AVIF, GIF, TIFF or HEIC picture. Use one of these."
SVG = (
    "SVG drawings cannot be used. Export the drawing as PNG, about 2,560 pixels wide, and use that."
)
DAMAGED = "This picture is damaged or not complete. Ask for the file again, or save it anew."
OUT_OF_MEMORY = "This picture takes too much memory to open. Save a smaller copy."
GAVE_UP = (
    "This file could not be read: opening it took too long or failed. "
    "Save it anew as JPEG or PNG, and use that."
)


class Unusable(ValueError):  # noqa: N818 (it is said to people)
    """A file that no picture can be made of; the message is a sentence for whoever brought it."""
