"""Operations on complaints, appeals, measures and scores."""

from complaints.admin import appeals, measures, score_cards, score_versions

__all__ = ["appeals", "measures", "score_cards", "score_versions"]
