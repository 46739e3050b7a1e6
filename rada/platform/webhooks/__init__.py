"""Webhooks by the Standard Webhooks convention: what happened here, told to other programs in order and signed."""
