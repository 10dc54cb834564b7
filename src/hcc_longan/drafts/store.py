"""Drafts: what somebody typed into a form and has not filed yet.

Whoever has a draft's token may save it; it is read only by its owner or, if it has none, with the token. A token is
the signed id of the draft, so nothing in the database opens one. Everything but `mark_filed` happens in a short
transaction of its own, so that it stays whatever becomes of the request.
"""

from dataclasses import dataclass
from datetime import datetime
from datetime import timedelta
from hashlib import blake2b
from hcc_longan import _
from hcc_longan import clock
from hcc_longan.drafts import files
from hcc_longan.drafts.errors import AlreadyFiled
from hcc_longan.drafts.errors import Changed
from hcc_longan.drafts.errors import DraftError
from hcc_longan.drafts.errors import NoSuchDraft
from hcc_longan.drafts.errors import TooManyDrafts
from hcc_longan.drafts.settings import setting
from hcc_longan.drafts.tables import DraftRow
from hcc_longan.drafts.tables import UploadRow
from hcc_longan.drafts.values import clean_values
from hcc_longan.drafts.values import Values
from hcc_longan.ledger.engine import get_engine
from hcc_longan.ledger.engine import session
from hcc_longan.protection import limits
from hcc_longan.protection import tokens
from hcc_longan.protection.origin import is_same_origin
from plone import api
from plone.app.multilingual.interfaces import ITG
from sqlalchemy import and_
from sqlalchemy import ColumnElement
from sqlalchemy import delete
from sqlalchemy import func
from sqlalchemy import insert
from sqlalchemy import or_
from sqlalchemy import select
from sqlalchemy import update
from typing import Any
from uuid import uuid4
from zope.annotation.interfaces import IAnnotations

import transaction


_PURPOSE = "draft"
_BEGUN = "hcc_longan.drafts.begun"
_SECONDS_OF_DAY = 86400


@dataclass(frozen=True)
class Draft:
    """A draft as it was read; `values` by field names, `filed_as` the tracking number once it is a dossier."""

    id: str
    owner: str
    form_uid: str
    language: str
    path: str
    title: str
    values: Values
    revision: int
    created_at: datetime
    saved_at: datetime
    expires_at: datetime
    contact: str
    filed_as: str

    @property
    def token(self) -> str:
        """What a browser shows to be let at the draft; the same every time."""
        return tokens.sign(_PURPOSE, {"d": self.id})


def new_draft(form_uid: str, owner: str, language: str, *, path: str = "", title: str = "") -> Draft:
    """Begin a draft; raises TooManyDrafts, or TooManyAttempts where an address begins too many."""
    limits.count("drafts.address", owner or limits.address())
    if owner and _number_of(owner) >= setting("most_of_owner"):
        raise TooManyDrafts(
            _("You have as many drafts as can be kept. File or discard one of them first; what you typed stays here.")
        )
    now = clock.now()
    draft_id = uuid4().hex
    row = {
        "id": draft_id,
        "owner": owner,
        "form_uid": form_uid,
        "language": language,
        "path": path,
        "title": title,
        "values": {},
        "revision": 0,
        "saved_by": "",
        "sequence": 0,
        "created_at": now,
        "saved_at": now,
        "expires_at": _end(),
        "contact": "",
        "warned": False,
        "filed_as": "",
    }
    with get_engine().begin() as connection:
        connection.execute(insert(DraftRow), row)
    return _by_id(draft_id)


def get(token: str | None) -> Draft | None:
    """The draft of a token, filed or not, whoever owns it; None if there is none or its time is over."""
    draft_id = _id_of(token)
    return _by_id(draft_id) if draft_id else None


def of_owner(user_id: str) -> list[Draft]:
    """A person's open drafts, the last saved first."""
    return open_drafts(DraftRow.owner == user_id) if user_id else []


def open_drafts(*conditions: ColumnElement[bool]) -> list[Draft]:
    """The drafts that are neither filed nor ended and fulfil the conditions, the last saved first."""
    statement = select(DraftRow.__table__).where(_is_open(), *conditions).order_by(DraftRow.saved_at.desc())
    with get_engine().connect() as connection:
        return [_draft(row) for row in connection.execute(statement)]


def of_request(form: Any, request: Any) -> Draft | None:
    """The open draft that this request's visitor has of a form, in whatever language; never somebody else's.

    `form` is the form's page, or the key of something else that has drafts. Who is signed in gets the one that this
    browser was at, else their newest; one begun before signing in in this browser is theirs from now on.
    """
    key = key_of(form)
    user = current_user()
    begun = IAnnotations(request).get(_BEGUN, {}).get(key)
    for token in (_shown(request), begun):
        draft = _usable(token, key, user)
        if draft:
            return _taken(draft, user)
    known = _usable(request.cookies.get(cookie_name(key)), key, user)
    if not user or (known and known.owner):
        return known
    theirs = open_drafts(and_(DraftRow.owner == user, DraftRow.form_uid == key))
    newest = max(filter(None, (known, *theirs)), key=lambda draft: draft.saved_at, default=None)
    return _taken(newest, user) if newest else None


def begin(form: Any, request: Any) -> Draft:
    """The draft of `of_request`, or a new one that this browser will be known by; raises as `new_draft` does."""
    draft = of_request(form, request)
    if draft is None:
        path, title = ("", "") if isinstance(form, str) else ("/".join(form.getPhysicalPath()), form.title)
        draft = new_draft(key_of(form), current_user(), api.portal.get_current_language(), path=path, title=title)
        remember(draft, request)
    return draft


def named(form: Any, token: str) -> Draft:
    """The open draft of a token, to be written whoever owns it; raises NoSuchDraft or AlreadyFiled.

    If nobody owns it, it is the signed-in person's from now on.
    """
    draft = get(token)
    if draft is None or draft.form_uid != key_of(form):
        raise NoSuchDraft
    if draft.filed_as:
        raise AlreadyFiled(draft.filed_as)
    return _taken(draft, current_user())


def to_write(form: Any, request: Any) -> Draft:
    """The draft that a sent form is to be kept in: of an account even if its session has ended; else as `begin`."""
    try:
        return named(form, _shown(request))
    except DraftError:
        return begin(form, request)


def is_signed_out(draft: Draft) -> bool:
    """Whether a draft belongs to an account, and the request doesn't come from it (any more): it may not be read."""
    return draft.owner not in ("", current_user())


def remember(draft: Draft, request: Any) -> None:
    """Let the visitor's browser be known by the draft, from this request on."""
    IAnnotations(request).setdefault(_BEGUN, {})[draft.form_uid] = draft.token
    request.response.setCookie(
        cookie_name(draft.form_uid),
        draft.token,
        path="/",
        max_age=setting("keep_days") * _SECONDS_OF_DAY,
        http_only=True,
        same_site="Lax",
        secure=request.get("SERVER_URL", "").startswith("https:"),
    )


def forget(draft: Draft, request: Any) -> None:
    """Let the visitor's browser no longer be known by the draft."""
    IAnnotations(request).get(_BEGUN, {}).pop(draft.form_uid, None)
    request.cookies.pop(cookie_name(draft.form_uid), None)
    request.response.expireCookie(cookie_name(draft.form_uid), path="/")


def save(token: str, values: Any, revision: int, tab: str = "", sequence: int = 0) -> Draft:
    """Keep the values that were typed on top of a revision; the draft's time begins anew.

    `tab` names the open page, `sequence` counts its savings: an answer that got lost, or a saving that was overtaken
    by a later one of the same page, is no change by somebody else. Raises Changed, AlreadyFiled, NoSuchDraft, TooLarge.
    """
    draft_id, tab = _id_of(token), tab[:32]
    kept = clean_values(values)
    same_tab = and_(DraftRow.saved_by == tab, DraftRow.saved_by != "")
    statement = (
        update(DraftRow)
        .where(DraftRow.id == draft_id, _is_open())
        .where(or_(DraftRow.revision == revision, same_tab), or_(~same_tab, DraftRow.sequence < sequence))
        .values(
            values=kept,
            revision=DraftRow.revision + 1,
            saved_by=tab,
            sequence=sequence,
            saved_at=clock.now(),
            expires_at=_end(),
            warned=False,
        )
    )
    with get_engine().begin() as connection:
        saved = connection.execute(statement).rowcount
        row = connection.execute(select(DraftRow.__table__).where(DraftRow.id == draft_id)).one_or_none()
    draft = _draft(row)
    if draft is None:
        raise NoSuchDraft
    if draft.filed_as:
        raise AlreadyFiled(draft.filed_as)
    was_overtaken = tab and row.saved_by == tab
    if not saved and draft.values != kept and not was_overtaken:
        raise Changed(draft)
    return draft


def note_contact(token: str, contact: str) -> Draft:
    """Keep where the owner of a draft can be told that it ends; raises NoSuchDraft."""
    return _changed(token, contact=contact)


def adopt(token: str, owner: str) -> Draft:
    """Give a draft that nobody owns to somebody; raises NoSuchDraft if it is gone or has an owner."""
    return _changed(token, DraftRow.owner.in_(("", owner)), owner=owner)


def extend(token: str) -> Draft:
    """Keep a draft as long as if it had been saved now; raises NoSuchDraft."""
    return _changed(token, expires_at=_end(), warned=False)


def discard(token: str) -> None:
    """Delete an open draft with its files; nothing happens if it is gone already."""
    draft_id = _id_of(token)
    with get_engine().begin() as connection:
        gone = connection.execute(delete(DraftRow).where(DraftRow.id == draft_id, DraftRow.filed_as == "")).rowcount
    if gone:
        files.remove_folder(draft_id)


def mark_filed(token: str, number: str) -> None:
    """Empty a draft that has become the dossier `number`, with the caller's transaction: if that fails, it stays.

    What is left says where it went, for whoever comes back to the form.
    """
    draft_id = _id_of(token)
    row = session().get(DraftRow, draft_id, populate_existing=True)
    if row is None:
        return
    row.values = {}
    row.filed_as = number
    row.contact = ""
    row.revision += 1
    for upload in session().scalars(select(UploadRow).where(UploadRow.draft_id == draft_id)):
        session().delete(upload)
    transaction.get().addAfterCommitHook(lambda done: files.remove_folder(draft_id) if done else None)


def key_of(form: Any) -> str:
    """The name of a form's drafts: the same for its translations, whose fields are the same."""
    return form if isinstance(form, str) else ITG(form, None) or form.UID()


def cookie_name(key: str) -> str:
    """The cookie that holds the token of a form's draft."""
    return f"hcc_draft_{blake2b(key.encode(), digest_size=6).hexdigest()}"


def current_user() -> str:
    """The present user's id, empty for somebody who is not signed in."""
    user = api.user.get_current()
    return (user and user.getId()) or ""


def _shown(request: Any) -> Any:
    """The token in a sent form: in an address it could be planted, and so it could by another site that sends one."""
    return request.form.get("draft") if request.method == "POST" and is_same_origin(request) else None


def _usable(token: Any, key: str, user: str) -> Draft | None:
    """The open draft of a token, if it is one of this form and nobody else's."""
    draft = get(token)
    is_theirs = draft is not None and draft.owner in ("", user)
    return draft if is_theirs and draft.form_uid == key and not draft.filed_as else None


def _taken(draft: Draft, user: str) -> Draft:
    return adopt(draft.token, user) if user and not draft.owner else draft


def _changed(token: str, *conditions: ColumnElement[bool], **values: Any) -> Draft:
    draft_id = _id_of(token)
    with get_engine().begin() as connection:
        connection.execute(update(DraftRow).where(DraftRow.id == draft_id, _is_open(), *conditions).values(**values))
    draft = _by_id(draft_id)
    if draft is None or any(getattr(draft, name, value) != value for name, value in values.items()):
        raise NoSuchDraft
    return draft


def _by_id(draft_id: str) -> Draft | None:
    with get_engine().connect() as connection:
        return _draft(connection.execute(select(DraftRow.__table__).where(DraftRow.id == draft_id)).one_or_none())


def _number_of(owner: str) -> int:
    statement = select(func.count()).select_from(DraftRow).where(DraftRow.owner == owner, _is_open())
    with get_engine().connect() as connection:
        return connection.scalar(statement)


def _is_open() -> ColumnElement[bool]:
    return and_(DraftRow.filed_as == "", DraftRow.expires_at > clock.now())


def _draft(row: Any) -> Draft | None:
    if row is None or row.expires_at <= clock.now():
        return None
    return Draft(**{name: getattr(row, name) for name in Draft.__dataclass_fields__})


def _id_of(token: Any) -> str:
    return (tokens.read(_PURPOSE, token) or {}).get("d", "")


def _end() -> datetime:
    return clock.now() + timedelta(days=setting("keep_days"))
