"""What tests of the API share."""

import pytest


@pytest.fixture(autouse=True)
def room_for_many_requests(settings):
    """All tests call from one address, within a few minutes."""
    settings.API_REQUESTS = settings.API_STRANGER_REQUESTS = 1_000_000
