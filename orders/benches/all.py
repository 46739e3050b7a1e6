"""Every benchmark, imported so that it registers itself."""

from orders.benches import backtest, calendar, judge, photos  # noqa: F401
from orders.benches.registry import BENCHES

__all__ = ["BENCHES"]
