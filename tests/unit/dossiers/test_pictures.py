"""Pictures made anew from their pixels."""

from hcc_longan.dossiers.pictures import NoPicture
from hcc_longan.dossiers.pictures import safe_picture
from io import BytesIO
from PIL import Image
from PIL.PngImagePlugin import PngInfo

import pytest


SECRET = b"10.5359,106.4137 alert(1)"


def drawn(size=(300, 200), mode="RGB", color="white") -> Image.Image:
    """A sheet whose upper left corner is red, or black where there are no colours."""
    sheet = Image.new("RGBA" if mode == "RGBA" else "RGB", size, color)
    sheet.paste((200, 0, 0), (0, 0, size[0] // 3, size[1] // 3))
    return sheet.convert(mode)


def saved(picture: Image.Image, form: str, **options) -> bytes:
    made = BytesIO()
    picture.save(made, form, **options)
    return made.getvalue()


def opened(data: bytes) -> Image.Image:
    picture = Image.open(BytesIO(data))
    picture.load()
    return picture


def corner(picture: Image.Image) -> str:
    """Where the drawn corner is."""
    width, height = picture.size
    dark = {
        f"{vertical} {horizontal}"
        for vertical, y in (("upper", 5), ("lower", height - 5))
        for horizontal, x in (("left", 5), ("right", width - 5))
        if picture.getpixel((x, y))[1] < 100
    }
    (found,) = dark
    return found


@pytest.mark.parametrize(
    ("form", "mode"),
    [("JPEG", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "RGB"), ("PNG", "RGBA")]
    + [("PNG", mode) for mode in ("L", "LA", "1", "P")],
)
def test_every_kind_becomes_a_plain_jpeg(form, mode):
    made = opened(safe_picture(saved(drawn(mode=mode), form)))
    assert (made.format, made.mode, made.size) == ("JPEG", "RGB", (300, 200))
    assert corner(made) == "upper left"


def test_sixteen_bits_of_grey_are_shown():
    for shade, shown in ((0, 0), (0x8000, 128), (0xFFFF, 255)):
        made = opened(safe_picture(saved(Image.new("I;16", (40, 30), shade), "PNG")))
        assert made.getpixel((20, 15)) == (shown, shown, shown)


def test_what_is_transparent_is_white():
    made = opened(safe_picture(saved(drawn(mode="RGBA", color=(0, 0, 0, 0)), "PNG")))
    assert min(made.getpixel((290, 190))) > 250


def test_nothing_but_the_pixels_is_kept():
    notes = PngInfo()
    notes.add_text("Comment", SECRET.decode())
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    for data in (
        saved(drawn(), "PNG", pnginfo=notes, exif=exif),
        saved(drawn(), "JPEG", comment=SECRET, exif=exif, icc_profile=SECRET) + SECRET,
    ):
        assert SECRET in data
        made = safe_picture(data)
        assert SECRET not in made
        assert set(opened(made).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize(
    ("turn", "place"), [(1, "upper left"), (3, "lower right"), (6, "upper right"), (8, "lower left")]
)
def test_it_stands_upright(turn, place):
    exif = Image.Exif()
    exif[0x0112] = turn
    made = opened(safe_picture(saved(drawn(), "JPEG", exif=exif)))
    assert made.size == ((200, 300) if turn in (6, 8) else (300, 200))
    assert corner(made) == place


@pytest.mark.parametrize(
    ("size", "wanted", "got"),
    [
        ((4000, 1000), 240, (240, 60)),
        ((1000, 4000), 240, (60, 240)),
        ((4000, 1000), 10_000, (1600, 400)),
        ((30, 20), 240, (30, 20)),
        ((4000, 1000), 0, (1, 1)),
        ((4000, 1000), -5, (1, 1)),
        ((4000, 1), 10, (10, 1)),
    ],
)
def test_it_is_as_large_as_wanted_and_never_larger_than_allowed(size, wanted, got):
    for form in ("JPEG", "PNG"):
        assert opened(safe_picture(saved(drawn(size), form), wanted)).size == got


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7",
        b"<svg/>",
        saved(drawn(), "GIF"),
        saved(drawn(), "BMP"),
        saved(drawn(), "JPEG")[:400],
        saved(drawn((20_000, 10_000), mode="1"), "PNG"),
    ],
    ids=["nothing", "a PDF", "SVG", "GIF", "BMP", "half a photo", "200 million pixels"],
)
def test_what_can_not_be_shown_is_told(data):
    with pytest.raises(NoPicture):
        safe_picture(data)
