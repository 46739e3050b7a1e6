"""Photos: sent once and named by what they go along with; the receipt's; seen by whoever sees the order."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser

from orders import selectors, stamp_selectors
from orders.api.bodies import sender_of
from orders.api.views import OneAssignmentView, OrdersView
from orders.forms.photos import reference_to
from orders.models import Attachment, OrderPhoto, Photo
from orders.photos import intake
from orders.services import attachments, receipt_photos
from rada.platform.api.operations import operation
from rada.platform.files import serve
from rada.web.api.bodies import Body, Query
from rada.web.api.callers import Kind, Scope, to

READERS = to(Kind.MEMBER, Kind.CUSTOMER, scope=Scope.ORDERS_READ)


class PhotoField(serializers.FileField):
    """A photo, taken through the intake: never decoded in this process, never kept as it was sent."""

    def to_internal_value(self, data: Any) -> intake.Taken:  # type: ignore[override]
        """What was kept of it. Raises PhotoRefused."""
        sent: Any = super().to_internal_value(data)
        return intake.take(sent, by=sender_of(self.context["request"]), texts=True)


class AnyPhoto(Body):
    """A photo to go along with a request, a message, a part, a complaint or an appeal."""

    photo = PhotoField(max_length=200, allow_empty_file=True)


class Kept(serializers.Serializer):
    """What acts name the photo by, within 12 hours, for whoever sent it."""

    reference = serializers.CharField()


class ReceiptPhoto(Body):
    """The photo of the stamped receipt, as a file."""

    photo = PhotoField(max_length=200, allow_empty_file=True)


class SizeQuery(Query):
    """How large."""

    size = serializers.ChoiceField(["small", "whole"], required=False, default="whole")


class PictureSerializer(serializers.ModelSerializer):
    """A picture with its size in pixels."""

    width = serializers.IntegerField(source="file.width")
    height = serializers.IntegerField(source="file.height")


class PhotoSerializer(PictureSerializer):
    """A photo of a receipt; `stamp_read` is the serial of a correctly signed code, empty where none was read."""

    at = serializers.DateTimeField(source="event.at")

    class Meta:
        model = Photo
        fields = ("id", "at", "stamp_read", "width", "height")


class Photos(serializers.Serializer):
    """The latest first."""

    results = PhotoSerializer(many=True)


class AttachmentSerializer(PictureSerializer):
    """A photo beside an event."""

    event = serializers.CharField(source="event.event_id")

    class Meta:
        model = Attachment
        fields = ("id", "event", "role", "width", "height")


class Attachments(serializers.Serializer):
    """As they came."""

    results = AttachmentSerializer(many=True)


class OrderPhotoSerializer(PictureSerializer):
    """A photo of what is wrong."""

    class Meta:
        model = OrderPhoto
        fields = ("id", "width", "height")


class OrderPhotos(serializers.Serializer):
    """As the customer sent them."""

    results = OrderPhotoSerializer(many=True)


class PhotosView(OrdersView):
    """Photos before they belong to anything."""

    parser_classes = [MultiPartParser]

    @operation(
        to(Kind.STRANGER, Kind.MEMBER, Kind.CUSTOMER, scope=Scope.TIMELINE_ACT), takes=AnyPhoto, gives=Kept,
        status=201, name="send_photo",
    )  # fmt: skip
    def post(self, request: Any, given: dict[str, Any]) -> dict[str, str]:
        """Send a photo once; what it goes along with names it by the reference."""
        return {"reference": reference_to(given["photo"].stored, sender_of(request))}


class AttachmentsView(OneAssignmentView):
    """The photos beside the events of an assignment."""

    @operation(READERS, gives=Attachments)
    def get(self, request: Any, asked: dict[str, Any], pk: int) -> dict[str, Any]:
        """Photos of messages, parts and complaints."""
        beside = attachments.visible_to(request.actor).filter(assignment=self.found(request, pk))
        return {"results": beside.select_related("event", "file").order_by("pk")}


class AttachmentView(OneAssignmentView):
    """One photo beside an event."""

    @operation(READERS, asks=SizeQuery, is_picture=True)
    def get(self, request: Any, asked: dict[str, Any], pk: int, photo: int) -> FileResponse:
        """The picture itself."""
        beside = attachments.visible_to(request.actor).filter(assignment=self.found(request, pk))
        return serve(get_object_or_404(beside, pk=photo).file, thumbnail=asked["size"] == "small")


class OrderPhotosView(OneAssignmentView):
    """The photos that came with the request."""

    @operation(READERS, gives=OrderPhotos)
    def get(self, request: Any, asked: dict[str, Any], pk: int) -> dict[str, Any]:
        """Photos of what is wrong; to a partner while the address is shown."""
        return {"results": self.photos(request, pk)}

    def photos(self, request: Any, pk: int) -> QuerySet[OrderPhoto]:
        """What of them the caller may see."""
        seen = selectors.request_photos_visible_to(request.actor, now=self.now)
        return seen.filter(order=self.found(request, pk).order_id)


class OrderPhotoView(OrderPhotosView):
    """One photo that came with the request."""

    @operation(READERS, asks=SizeQuery, is_picture=True)
    def get(self, request: Any, asked: dict[str, Any], pk: int, photo: int) -> FileResponse:
        """The picture itself."""
        found = get_object_or_404(self.photos(request, pk), pk=photo)
        return serve(found.file, thumbnail=asked["size"] == "small")


class ReceiptPhotosView(OneAssignmentView):
    """The photos of an assignment's receipt."""

    parser_classes = [MultiPartParser]

    @operation(READERS, gives=Photos)
    def get(self, request: Any, asked: dict[str, Any], pk: int) -> dict[str, Any]:
        """What was sent, and which stamp could be read."""
        seen = stamp_selectors.photos_visible_to(request.actor)
        return {"results": seen.filter(assignment=self.found(request, pk))}

    @operation(
        to(Kind.CUSTOMER, scope=Scope.ORDERS_WRITE), takes=ReceiptPhoto, gives=PhotoSerializer, status=201,
        name="send_receipt_photo",
    )  # fmt: skip
    def post(self, request: Any, given: dict[str, Any], pk: int) -> Photo:
        """Send the photo of the receipt; a stamp that cannot be read is no refusal."""
        number = receipt_photos.upload(self.found(request, pk), by=request.actor, taken=given["photo"])
        return get_object_or_404(stamp_selectors.photos_visible_to(request.actor), pk=number)


class ReceiptPhotoView(OneAssignmentView):
    """One photo."""

    @operation(READERS, asks=SizeQuery, is_picture=True)
    def get(self, request: Any, asked: dict[str, Any], pk: int, photo: int) -> FileResponse:
        """The picture itself."""
        seen = stamp_selectors.photos_visible_to(request.actor)
        found: Any = get_object_or_404(seen, assignment=self.found(request, pk), pk=photo)
        return serve(found.file, thumbnail=asked["size"] == "small")
