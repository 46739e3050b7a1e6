"""`manage.py seed_demo`: made-up partners, customers and orders in every situation, relative to now."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from rada.desk.demo import accounts, seeding


class Command(BaseCommand):
    """Fill the database once; a second run says so and changes nothing."""

    help = "Fill the database with made-up partners and orders (never in production)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --accounts."""
        parser.add_argument("--accounts", action="store_true", help="only print the accounts to sign in with")

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed, or tell the accounts. Raises CommandError in production."""
        try:
            seeding.refuse_in_production()
        except seeding.NotHere as error:
            raise CommandError(str(error)) from error
        if options["accounts"]:
            self._tell_accounts()
            return
        seeded = seeding.seed(tell=self.stdout.write)
        if seeded is None:
            self.stdout.write(_("The demo data is there already; nothing was changed."))
        else:
            self.stdout.write(_("The demo data is ready: %(orders)d orders.") % {"orders": len(seeded.orders)})

    def _tell_accounts(self) -> None:
        for line in accounts.lines():
            self.stdout.write(line)
