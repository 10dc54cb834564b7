"""Pictures as officers may look at them: made anew from their pixels, so that nothing else of the file is shown.

What a camera or a person wrote into the file besides (place, thumbnails, scripts, a second file behind it) is gone.
"""

from hcc_longan.protection.contents import open_picture
from io import BytesIO
from PIL import Image
from PIL import ImageOps


LARGEST = 1600
TYPES = ("image/jpeg", "image/png")
_QUALITY = 82


class NoPicture(ValueError):
    """The bytes can't be shown as a picture."""


def safe_picture(data: bytes, size: int = LARGEST) -> bytes:
    """A JPEG of a JPEG's or PNG's pixels, upright, at most `size` (up to LARGEST) wide and high; raises NoPicture."""
    size = max(1, min(size, LARGEST))
    try:
        with open_picture(data) as picture:
            # Lets a large JPEG be decoded at a fraction of its size.
            picture.draft("RGB", (size, size))
            # Shades beyond 255 would all be white.
            deep = picture.mode == "I;16"
            shades = picture.point(lambda shade: shade * (1 / 256)).convert("L") if deep else picture
            # Black and white would be shrunk by leaving out pixels.
            shown = shades.convert("RGBA")
            shown.thumbnail((size, size))
            shown = ImageOps.exif_transpose(shown)
            # What is transparent lies on white paper.
            paper = Image.new("RGB", shown.size, "white")
            paper.paste(shown, mask=shown)
    except Exception as error:
        # Pillow raises whatever comes to its decoders' minds.
        raise NoPicture(str(error)) from error
    made = BytesIO()
    paper.save(made, "JPEG", quality=_QUALITY)
    return made.getvalue()
