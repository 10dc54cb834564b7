"""What the script of a form talks to: `@@draft` and `@@uploads`, in JSON.

A draft is named by its token in the header `Draft-Token` (or `token` of the body), else it is the one of the request.
With the token alone a draft of an account can be written, so that nothing is lost when a session ends, but not read.
"""

from functools import cached_property
from hcc_longan import _
from hcc_longan.clock import ZONE
from hcc_longan.drafts import errors
from hcc_longan.drafts import store
from hcc_longan.drafts import uploads
from hcc_longan.drafts.store import Draft
from hcc_longan.protection import limits
from hcc_longan.protection.origin import is_same_origin
from http import HTTPStatus
from Products.Five import BrowserView
from typing import Any
from zope.i18n import translate
from zope.i18nmessageid import Message
from zope.interface import implementer
from zope.publisher.interfaces import NotFound
from zope.publisher.interfaces.browser import IBrowserPublisher

import json


# Bytes of a JSON body, and of one piece of an upload.
LARGEST_BODY = 1024 * 1024
LARGEST_PIECE = 8 * 1024 * 1024

_STATUS: dict[type[Exception], tuple[HTTPStatus, str]] = {
    errors.NoSuchDraft: (HTTPStatus.GONE, "gone"),
    errors.AlreadyFiled: (HTTPStatus.GONE, "filed"),
    errors.Changed: (HTTPStatus.CONFLICT, "changed"),
    errors.WrongOffset: (HTTPStatus.CONFLICT, "offset"),
    errors.TooManyDrafts: (HTTPStatus.TOO_MANY_REQUESTS, "too_many_drafts"),
    errors.TooLarge: (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large"),
    errors.Refused: (HTTPStatus.UNPROCESSABLE_ENTITY, "refused"),
    errors.NoRoom: (HTTPStatus.INSUFFICIENT_STORAGE, "no_room"),
    limits.TooManyAttempts: (HTTPStatus.TOO_MANY_REQUESTS, "too_many_attempts"),
}


class _Answer(Exception):
    """An answer that is an error and needs nothing more."""

    def __init__(self, status: HTTPStatus, type_: str, message: Message, **more: Any):
        super().__init__(type_)
        self.status, self.type, self.message, self.more = status, type_, message, more


@implementer(IBrowserPublisher)
class DraftsApi(BrowserView):
    """What both have in common: methods, tokens, errors in the page's language."""

    methods: tuple[str, ...] = ()

    @property
    def place(self) -> Any:
        """Whose drafts these are: a form, or a key of something else that has drafts."""
        return self.context

    def __call__(self) -> str:
        response = self.request.response
        response.setHeader("Content-Type", "application/json")
        response.setHeader("Cache-Control", "private, no-store")
        response.setHeader("X-Robots-Tag", "noindex")
        try:
            answer = json.dumps(self._answer())
            return "" if self.request.method == "HEAD" else answer
        except _Answer as answer:
            return self._error(answer.status, answer.type, answer.message, **answer.more)
        except tuple(_STATUS) as error:
            status, type_ = _STATUS[type(error)]
            return self._error(status, type_, error.message, **self._more(error))

    # Zope takes these methods for WebDAV's and looks them up as attributes of what it has found.
    PUT = PATCH = DELETE = "on_put, on_patch, on_delete"

    def browserDefault(self, request: Any) -> tuple[Any, tuple[str, ...]]:
        return self, ()

    def publishTraverse(self, request: Any, name: str) -> Any:
        if name not in ("PUT", "PATCH", "DELETE"):
            self.traverse_further(name)
        return self

    def traverse_further(self, name: str) -> None:
        """Take a name that stands behind the view's own in the address."""
        raise NotFound(self, name, self.request)

    @cached_property
    def body(self) -> dict[str, Any]:
        """The JSON body; raises an answer if it is none."""
        if int(self.request.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
            raise errors.TooLarge(_("This is more text than a draft can keep. Shorten the longest answers."))
        try:
            body = json.loads(self.request.get("BODY") or b"{}")
        except (ValueError, RecursionError):
            body = None
        if not isinstance(body, dict):
            raise _Answer(HTTPStatus.BAD_REQUEST, "bad_request", _("This can't be read."))
        return body

    @property
    def token(self) -> str:
        header = self.request.getHeader("Draft-Token")
        if header is None and self.request.method == "POST":
            header = self.body.get("token")
        return header if isinstance(header, str) else ""

    def to_write(self) -> Draft | None:
        """The draft to be written; None if there is none yet. Raises AlreadyFiled, NoSuchDraft."""
        return store.named(self.place, self.token) if self.token else store.of_request(self.place, self.request)

    def to_read(self) -> Draft:
        """The draft to be read; raises as well if it belongs to an account that is not signed in."""
        draft = self.to_write()
        if draft is None:
            raise errors.NoSuchDraft
        if store.is_signed_out(draft):
            raise _Answer(HTTPStatus.UNAUTHORIZED, "signed_out", _("Sign in again to see this draft."), signed_out=True)
        return draft

    def _answer(self) -> dict[str, Any]:
        method = self.request.method
        if method not in self.methods:
            self.request.response.setHeader("Allow", ", ".join(self.methods))
            raise _Answer(HTTPStatus.METHOD_NOT_ALLOWED, "method", _("This can't be done here."))
        if not is_same_origin(self.request):
            raise _Answer(HTTPStatus.FORBIDDEN, "origin", _("Another site may not do this for you."))
        return getattr(self, f"on_{method.lower()}")()

    def _more(self, error: Exception) -> dict[str, Any]:
        """What an error's answer tells besides."""
        match error:
            case errors.AlreadyFiled():
                return {"filed_as": error.number}
            case errors.WrongOffset():
                return {"offset": error.offset}
            case errors.Changed() if store.is_signed_out(error.current):
                return {"signed_out": True}
            case errors.Changed():
                return {"changed": error.current.values, **_facts(error.current)}
            case limits.TooManyAttempts():
                self.request.response.setHeader("Retry-After", str(error.retry_after))
        return {}

    def _error(self, status: HTTPStatus, type_: str, message: Message, **more: Any) -> str:
        self.request.response.setStatus(status.value)
        return json.dumps({"error": {"type": type_, "message": self.translate(message)}, **more})

    def translate(self, message: Message) -> str:
        return translate(message, context=self.request)


class DraftView(DraftsApi):
    """`@@draft`: GET reads, POST saves (and begins), DELETE discards the draft."""

    methods = ("GET", "HEAD", "POST", "DELETE")

    def on_get(self) -> dict[str, Any]:
        draft = self.to_read()
        return {
            "values": draft.values,
            "uploads": [upload.as_json() for upload in uploads.of(draft)],
            **_facts(draft),
        }

    on_head = on_get

    def on_post(self) -> dict[str, Any]:
        values, revision, sequence = (self.body.get(name) for name in ("values", "revision", "sequence"))
        counts = (revision, sequence or 0)
        if not isinstance(values, dict) or not all(_is_count(each, 2**31) for each in counts):
            raise _Answer(HTTPStatus.BAD_REQUEST, "bad_request", _("This can't be read."))
        draft = self.to_write() or store.begin(self.place, self.request)
        limits.count("drafts.saves", draft.id)
        draft = store.save(draft.token, values, revision, str(self.body.get("tab") or ""), sequence or 0)
        if store.is_signed_out(draft):
            message = _("You were signed out. What you type is kept all the same; sign in again to file it.")
            return {"signed_out": True, "message": self.translate(message), **_facts(draft)}
        store.remember(draft, self.request)
        time = draft.saved_at.astimezone(ZONE).strftime("%H:%M")
        return {"message": self.translate(_("Saved at ${time}", mapping={"time": time})), **_facts(draft)}

    def on_delete(self) -> dict[str, Any]:
        draft = self.to_read()
        store.discard(draft.token)
        store.forget(draft, self.request)
        return {}


class UploadsView(DraftsApi):
    """`@@uploads`: GET lists, POST begins. `@@uploads/<id>`: GET says how much is there, PATCH adds, DELETE removes."""

    upload_id = ""

    def traverse_further(self, name: str) -> None:
        if self.upload_id:
            super().traverse_further(name)
        self.upload_id = name

    @property
    def methods(self) -> tuple[str, ...]:
        return ("GET", "HEAD", "PATCH", "DELETE") if self.upload_id else ("GET", "HEAD", "POST")

    def on_get(self) -> dict[str, Any]:
        draft = self.to_read()
        if self.upload_id:
            return self._told(self._upload(draft))
        return {"uploads": [upload.as_json() for upload in uploads.of(draft)]}

    on_head = on_get

    def on_post(self) -> dict[str, Any]:
        component, filename, size, fingerprint = (
            self.body.get(name, "") for name in ("component", "filename", "size", "fingerprint")
        )
        texts = (component, filename, fingerprint)
        if not all(isinstance(text, str) for text in texts) or not component or not filename or not _is_count(size):
            raise _Answer(HTTPStatus.BAD_REQUEST, "bad_request", _("This can't be read."))
        draft = self.to_write() or store.begin(self.place, self.request)
        upload = uploads.begin(draft, component, filename, size, fingerprint)
        return {**self._told(upload), **_facts(draft)}

    def on_patch(self) -> dict[str, Any]:
        upload = self._upload(self.to_write())
        offset = self.request.getHeader("Upload-Offset") or ""
        if not (offset.isascii() and offset.isdecimal() and len(offset) < 19):
            raise _Answer(HTTPStatus.BAD_REQUEST, "bad_request", _("This can't be read."))
        if int(self.request.get("CONTENT_LENGTH") or 0) > LARGEST_PIECE:
            raise errors.TooLarge(_("The pieces of a file may not be larger than 8 MB."))
        if upload.is_complete:
            return self._told(upload)
        there = uploads.append(upload, int(offset), self.request.stdin)
        if there == upload.size:
            return self._told(uploads.finish(upload))
        self.request.response.setHeader("Upload-Offset", str(there))
        return {**upload.as_json(), "offset": there}

    def on_delete(self) -> dict[str, Any]:
        draft = self.to_read()
        uploads.remove(draft, self._upload(draft).id)
        return {}

    def _upload(self, draft: Draft | None) -> uploads.Upload:
        upload = uploads.get(draft, self.upload_id) if draft else None
        if upload is None:
            raise _Answer(HTTPStatus.NOT_FOUND, "not_found", _("There is no such upload. Choose the file again."))
        return upload

    def _told(self, upload: uploads.Upload) -> dict[str, Any]:
        self.request.response.setHeader("Upload-Offset", str(upload.received))
        return upload.as_json()


def _facts(draft: Draft) -> dict[str, Any]:
    return {
        "token": draft.token,
        "revision": draft.revision,
        "saved_at": draft.saved_at.astimezone(ZONE).isoformat(timespec="seconds"),
        "expires_at": draft.expires_at.astimezone(ZONE).isoformat(timespec="seconds"),
    }


def _is_count(value: Any, limit: int = 2**53) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < limit
