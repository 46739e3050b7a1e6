"""Operations on complaints and appeals."""

from complaints.admin import appeals, complaints, desk_tables, remedies

__all__ = ["appeals", "complaints", "desk_tables", "remedies"]
