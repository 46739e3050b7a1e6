"""The tables of partners."""

from partners.models.catalogue import Service, ServiceCategory
from partners.models.channels import ChannelChoice
from partners.models.charter import CharterClause, CharterSignature, CharterVersion
from partners.models.devices import AppSession, PushDevice, SignedInDevice
from partners.models.people import Invitation, Member, Partner, User
from partners.models.terms import AnnouncedLeave, TermsDraft, TermsVersion

__all__ = [
    "AnnouncedLeave",
    "AppSession",
    "ChannelChoice",
    "CharterClause",
    "CharterSignature",
    "CharterVersion",
    "Invitation",
    "Member",
    "Partner",
    "PushDevice",
    "Service",
    "ServiceCategory",
    "SignedInDevice",
    "TermsDraft",
    "TermsVersion",
    "User",
]
