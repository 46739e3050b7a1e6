"""Operations on partners: who they are, what they published and signed, and the accounts behind them."""

from partners.admin import accounts, catalogue, charter, partners, terms

__all__ = ["accounts", "catalogue", "charter", "partners", "terms"]
