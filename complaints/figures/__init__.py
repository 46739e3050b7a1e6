"""What the weeks add up to, for all partners together: one reading behind the home's charts and the weekly CSV."""
