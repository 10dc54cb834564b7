"""Views of one's own and followed dossiers, on both databases."""

from hcc_longan.desk.lists import following
from hcc_longan.desk.lists import views
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.ledger.testing import ledger  # noqa: F401
from hcc_longan.ledger.testing import postgresql_url  # noqa: F401

import pytest


pytestmark = pytest.mark.usefixtures("ledger")


def names(user: str = "mai") -> list[str]:
    return [view.name for view in views.of(user)]


def test_views_are_by_name_and_each_officers_own():
    views.save("mai", "  Sắp   trễ ", "mine", "state=signing")
    views.save("mai", "Đất đai", "all", "")
    views.save("an", "Khác", "all", "")
    assert names() == ["Đất đai", "Sắp trễ"]
    assert names("an") == ["Khác"]
    assert names("nobody") == []


def test_the_same_name_however_written_replaces():
    first = views.save("mai", "Sắp trễ", "mine", "a=1")
    again = views.save("mai", "SẮP TRỄ", "overdue", "a=2")
    (view,) = views.of("mai")
    assert (view.id, view.name, view.queue, view.query) == (first, "SẮP TRỄ", "overdue", "a=2")
    assert again == first


def test_one_view_at_most_is_the_start():
    assert views.start_of("mai") is None
    for name in ("một", "hai"):
        views.save("mai", name, "mine", "", is_start=True)
    views.save("an", "ba", "mine", "", is_start=True)
    assert views.start_of("mai").name == "hai"
    views.save("mai", "hai", "mine", "")
    assert views.start_of("mai") is None


@pytest.mark.parametrize("name", ["", "   ", "\x00", "\u200b", "x" * 61, "ﷺ" * 20])
def test_bad_names(name):
    with pytest.raises(InvalidData) as caught:
        views.save("mai", name, "mine", "")
    assert set(caught.value.fields) == {"name"}
    assert names() == []


@pytest.mark.parametrize("name", ["<script>", "a" * 60, "'; DROP TABLE desk_views; --", "😀", "a\x00b"])
def test_odd_names(name):
    views.save("mai", name, "mine", "")
    assert len(names()) == 1


def test_too_much_is_refused():
    for number in range(views.MOST):
        views.save("mai", f"view {number}", "mine", "")
    with pytest.raises(InvalidData):
        views.save("mai", "one more", "mine", "")
    views.save("mai", "view 0", "overdue", "")
    with pytest.raises(InvalidData):
        views.save("an", "long", "mine", "x" * 5_000)


def test_only_ones_own_view_is_removed():
    made = views.save("mai", "một", "mine", "")
    assert not views.remove("an", made)
    assert names() == ["một"]
    assert views.remove("mai", made)
    assert not views.remove("mai", made)
    assert names() == []


def test_following():
    assert not following.is_followed("d1", "mai")
    following.follow("d1", "mai")
    following.follow("d1", "mai")
    following.follow("d1", "an")
    following.follow("d2", "an")
    assert following.is_followed("d1", "mai")
    assert following.followed_among(["d1", "d2", "d3"], "mai") == {"d1"}
    assert following.followed_among([], "mai") == set()
    assert sorted(following.followers("d1")) == ["an", "mai"]
    assert following.toggle("d1", "mai") is False
    assert following.toggle("d1", "mai") is True
    following.unfollow("d1", "mai")
    following.unfollow("d1", "mai")
    assert following.followers("d1") == ["an"]
