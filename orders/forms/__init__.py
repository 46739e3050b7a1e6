"""What partners and customers fill in on an order."""
