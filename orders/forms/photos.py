"""Photos in a form. What was sent once is not lost when another field is wrong.

    class ReplyForm(PhotosMixin, ActForm):
        text = StoredText(...)
        photos = PhotosField(label=_("Photos"), most=4, required=False)      # capture=True opens the camera at once

    form = ReplyForm(request.POST, request.FILES, owner=owner_of(request.actor))
    if form.is_valid():
        form.cleaned_data["photos"]      # list[StoredFile], each taken through the intake, in the order shown

The page needs `<form method="post" enctype="multipart/form-data" data-rada-once>` and shows the field by
`{% field form.photos %}`. Ask `is_answered(request.idempotency_key)` before validating, so that a double click
decodes nothing twice. After an error the answer shows the taken photos as tiles, each with a box to remove it; a
hidden signed reference, good for `owner` and KEPT_FOR only, brings them along.
`scan = ScanField(label=...)` takes one photo, keeps nothing of it, and cleans to the list of its QR texts.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orders.photos import intake, keeping
from orders.photos.refusals import PhotoRefused
from partners.actors import Actor
from rada.platform.models import StoredFile

KEPT_FOR = timedelta(hours=12)
SALT = "orders.forms.photos"


def owner_of(actor: Actor) -> str:
    """Whose photos these are while the form is not done: one person of a partner, of Rada, or one order's customer."""
    return f"order:{actor.order_id}" if actor.user is None else f"user:{actor.user.pk}"


@dataclass(frozen=True)
class Sent:
    """What a page sent for one field: new files, references to photos already taken, and which of them to remove."""

    files: list[UploadedFile[Any]]
    kept: list[str]
    removed: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.files or self.kept)


class PhotosInput(forms.FileInput):
    """A file input for several photos, with tiles of those that were taken before."""

    allow_multiple_selected = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.owner = ""
        self.taken: list[StoredFile] = []

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Sent:
        """Everything the page sent for this field."""
        return Sent(_listed(files, name), _listed(data, f"{name}-kept"), frozenset(_listed(data, f"{name}-removed")))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Whether nothing at all was sent for this field."""
        return name not in files and f"{name}-kept" not in data

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The input, and the tiles."""
        context = self.get_context(name, None, attrs)
        context["tiles"] = [
            {"reference": reference_to(each, self.owner), "picture": _picture(each)} for each in self.taken
        ]
        return render_to_string("orders/_photos_field.html", context)


class PhotosField(forms.Field):
    """Up to `most` photos; cleans to the list of their StoredFiles. Its form is a PhotosMixin, which says whose."""

    widget = PhotosInput
    default_error_messages = {"required": gettext_lazy("Add a photo first.")}

    def __init__(self, *, most: int = 4, capture: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = most
        self.owner = ""
        self.payer = ""  # whose daily share is used, where that is not the owner
        self.widget.attrs |= {"accept": "image/*", "multiple": most > 1}
        if capture:
            self.widget.attrs["capture"] = "environment"

    def bound_data(self, data: Any, initial: Any) -> Any:
        """A file input is never filled in by the server; the tiles come from what was taken."""
        return initial

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether anything was sent."""
        return bool(data)

    def clean(self, value: Sent) -> list[StoredFile]:  # type: ignore[override]
        """Take every new photo beside those taken before; those that were taken stay, whatever else is wrong."""
        taken, errors = self._kept(value)
        room = self.most - len(taken)
        for number, file in enumerate(value.files[: max(room, 0)], start=1):
            try:
                taken.append(intake.take(file, by=self.payer or self.owner).stored)
            except PhotoRefused as refusal:
                errors.append(_named(refusal, file, number, len(value.files)))
        if len(value.files) > room:
            errors.append(_("At most %(most)s photos can be sent; the others were left out.") % {"most": self.most})
        self.widget.taken = taken  # type: ignore[attr-defined]
        if errors:
            raise forms.ValidationError(errors)
        if self.required and not taken:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return taken

    def _kept(self, value: Sent) -> tuple[list[StoredFile], list[str]]:
        stays = [referred(each, self.owner) for each in value.kept if each not in value.removed]
        wanted = list(dict.fromkeys(stays))[: self.most]
        kept = keeping.files_of([pk for pk in wanted if pk is not None])
        lost = [_("A photo was chosen too long ago. Choose it again.")] if len(kept) < len(wanted) else []
        return kept, lost


class ScanField(forms.FileField):
    """One photo of a code; cleans to the list of its QR texts, empty where no photo was sent. Nothing is kept."""

    def __init__(self, *, capture: bool = True, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.owner = ""
        self.widget.attrs["accept"] = "image/*"
        if capture:
            self.widget.attrs["capture"] = "environment"

    def clean(self, value: Any, initial: Any = None) -> list[str]:
        """The texts; ValidationError where there is a photo and no code can be read in it."""
        if not value:
            if self.required:
                raise forms.ValidationError(_("Take a photo of the code first."), code="required")
            return []
        try:
            texts = intake.read(value, by=self.owner)
        except PhotoRefused as refusal:
            raise forms.ValidationError(str(refusal), code=refusal.code) from None
        if not texts:
            raise forms.ValidationError(
                _("No code could be read. Hold the phone closer, in good light, or type what stands beside the code."),
                code="unreadable",
            )
        return list(texts)


class PhotosMixin:
    """Tells the photo fields of a form whose photos they take: `owner` is `owner_of(actor)`."""

    def __init__(self, *args: Any, owner: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # type: ignore[attr-defined]
            if isinstance(field, PhotosField | ScanField):
                field.owner = owner
            if isinstance(field, PhotosField):
                field.widget.owner = owner  # type: ignore[attr-defined]


def reference_to(stored: StoredFile, owner: str) -> str:
    """A signed reference to a photo that was taken, good for this owner alone."""
    return signing.dumps(stored.pk, salt=f"{SALT}:{owner}")


def referred(reference: str, owner: str) -> int | None:
    """The number of the photo behind such a reference; None where it is none of this owner's, or too old."""
    try:
        return int(signing.loads(reference, salt=f"{SALT}:{owner}", max_age=KEPT_FOR))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def _listed(data: Any, name: str) -> list[Any]:
    found: Iterable[Any] = data.getlist(name) if hasattr(data, "getlist") else data.get(name) or []
    return list(found) if isinstance(found, list | tuple) else [found]


def _named(refusal: PhotoRefused, file: UploadedFile[Any], number: int, all_of_them: int) -> str:
    """The sentence; where several came, with the photo's place among them."""
    if all_of_them == 1:
        return str(refusal)
    return _("Photo %(number)s: %(why)s") % {"number": number, "why": refusal}


def _picture(stored: StoredFile) -> str:
    """The small picture as a `data:` address: a photo that belongs to nothing yet has no address of its own."""
    small = keeping.small_bytes(stored)
    return f"data:{stored.content_type};base64,{base64.b64encode(small).decode()}" if small else ""
