"""The tables of partners."""

from partners.models.catalogue import Service, ServiceCategory
from partners.models.charter import CharterClause, CharterSignature, CharterVersion
from partners.models.people import Member, Partner, User
from partners.models.terms import AnnouncedLeave, TermsVersion

__all__ = [
    "AnnouncedLeave",
    "CharterClause",
    "CharterSignature",
    "CharterVersion",
    "Member",
    "Partner",
    "Service",
    "ServiceCategory",
    "TermsVersion",
    "User",
]
