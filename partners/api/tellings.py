"""What the API tells of people, services and published terms."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from partners.actors import Actor
from partners.models import Partner, Service, TermsVersion
from rada.platform.api.schema import VALUES


class Me(serializers.Serializer):
    """Whom the caller is, or acts for. `kind` is one of the timeline's four actors."""

    kind = serializers.CharField()
    partner = serializers.IntegerField(source="partner_id", allow_null=True)
    member = serializers.IntegerField(source="member_id", allow_null=True)
    role = serializers.CharField(help_text="owner, dispatcher or technician; empty for others.")
    name = serializers.SerializerMethodField()
    scopes = serializers.SerializerMethodField()

    def get_name(self, actor: Actor) -> str:
        """The account's own name; empty where there is no account."""
        return actor.user.full_name if actor.user is not None else ""

    def get_scopes(self, actor: Actor) -> list[str]:
        """What an integration was given; empty for people, who may what they may."""
        return sorted(self.context["request"].caller.scopes)


class CategorySerializer(serializers.Serializer):
    """A trade."""

    slug = serializers.CharField()
    name_vi = serializers.CharField()
    name_en = serializers.CharField()


class ServiceSerializer(serializers.ModelSerializer):
    """What can be ordered."""

    category = CategorySerializer(allow_null=True)

    class Meta:
        model = Service
        fields = ("code", "name_vi", "name_en", "category")


class Services(serializers.Serializer):
    """Everything that can be ordered now, by trade."""

    results = ServiceSerializer(many=True)


class PartnerSerializer(serializers.ModelSerializer):
    """A partner as everybody may read of them."""

    class Meta:
        model = Partner
        fields = ("id", "name", "slug", "kind")


class TermsSerializer(serializers.ModelSerializer):
    """Published terms; `content` is what docs/commitments.md reads: hours, prices, promotions, warranty, checklists."""

    content = serializers.SerializerMethodField()

    class Meta:
        model = TermsVersion
        fields = ("number", "starts_at", "published_at", "services", "wards", "content", "digest")

    @extend_schema_field(VALUES)
    def get_content(self, terms: TermsVersion) -> dict[str, Any]:
        """As it was published."""
        return dict(terms.content)
