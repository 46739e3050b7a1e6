"""Operations on complaints and appeals."""

from complaints.admin import appeals

__all__ = ["appeals"]
