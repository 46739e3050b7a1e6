"""Try a policy on history without Celery, or help with trials that run."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from orders.models import PolicyDraft, PolicyVersion, Trial
from orders.services.trials import running, tally
from partners.actors import SYSTEM


class Command(BaseCommand):
    """Judge the shards of trials until none is left; start as many of these as there are processors, anywhere."""

    help = "Try a policy draft or version on the orders of the last days, or all; without either, help what runs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to try, and on how much."""
        parser.add_argument("--draft", type=int, metavar="ID", help="a draft, by the number in its address")
        parser.add_argument("--policy", type=int, metavar="NUMBER", help="a policy version, by its number")
        parser.add_argument("--days", type=int, help="only orders of the last so many days")

    def handle(self, *args: Any, draft: int | None, policy: int | None, days: int | None, **options: Any) -> None:
        """Print one line for each kind and rule of the new trial, or how many shards were helped with."""
        if draft is None and policy is None:
            self.stdout.write(f"{running.work()} shards judged.")
            return
        versions = PolicyVersion.objects.filter(number=policy or 0)
        tried = PolicyDraft.objects.filter(pk=draft or 0).first() or versions.first()
        if tried is None:
            raise CommandError("There is no such draft or policy version.")
        trial = Trial.objects.get(pk=running.start(tried, days=days, by=SYSTEM) or 0)
        running.work()
        trial.refresh_from_db()
        done = running.progress(trial)
        found = tally.added_up(trial.shards.values_list("outcome", flat=True))
        for (kind, rule), counted in tally.by_rule(found).items():
            self.stdout.write(f"{kind}: {rule} {counted[0]}, {counted[1]} → {counted[2]} points")
        self.stdout.write(f"{done.looked_at} of {done.size} orders, {done.failed} failed. Nothing of them was changed.")
