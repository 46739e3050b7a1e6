"""Every benchmark, imported so that it registers itself."""

from orders.benches import api, backtest, calendar, judge, photos, portal, sweep  # noqa: F401
from orders.benches.registry import BENCHES

__all__ = ["BENCHES"]
