"""Operations on complaints, appeals, measures and scores."""

from complaints.admin import appeals, complaints, desk_tables, measures, remedies, score_cards, score_versions

__all__ = ["appeals", "complaints", "desk_tables", "measures", "remedies", "score_cards", "score_versions"]
