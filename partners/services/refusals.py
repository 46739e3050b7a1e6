"""An act on people or accounts that cannot be done now."""


class Refused(Exception):
    """Its text says why, for whoever tried."""
