"""What watches Rada names nothing that Rada does not tell, and every row of the table has its alert."""

from __future__ import annotations

import json
import re

import pytest
import yaml
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from orders.photos import intake
from orders.photos.refusals import PhotoRefused
from orders.services import sweeping
from rada.launcher.places import ROOT
from tests.orders.pictures import sent

pytestmark = pytest.mark.django_db
WATCHING = ROOT / "docs" / "watching"
NAMED = re.compile(r"\b(rada_[a-z_]+)(?:\{([^}]*)\})?")
LABEL = re.compile(r'([a-z]+)[=!]~?"')
READING = {"authorization": "Bearer secret"}


def rules():
    (group,) = yaml.safe_load((WATCHING / "alerts.yml").read_text(encoding="utf-8"))["groups"]
    return group["rules"]


def expressions():
    panels = json.loads((WATCHING / "dashboard.json").read_text(encoding="utf-8"))["panels"]
    return [rule["expr"] for rule in rules()] + [each["expr"] for panel in panels for each in panel["targets"]]


@pytest.fixture
def told(settings):
    """Every sample that is told after a sweep, a page and a photo, with the names of its labels."""
    settings.METRICS_TOKEN = "secret"
    with pytest.raises(PhotoRefused):
        intake.take(sent(b"no photo"), by="user:1")
    sweeping.sweep()
    Client().get("/healthz")
    families = text_string_to_metric_families(Client().get("/metrics", headers=READING).content.decode())
    return {sample.name: set(sample.labels) for family in families for sample in family.samples}


def test_every_metric_and_label_that_is_asked_for_is_told(told):
    asked = [(name, LABEL.findall(labels)) for each in expressions() for name, labels in NAMED.findall(each)]

    unknown = [(name, labels) for name, labels in asked if name not in told or not told[name].issuperset(labels)]

    assert unknown == []
    assert len(asked) > len(rules())


def test_every_metric_of_the_table_has_an_alert_and_no_other():
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    in_the_table = set(re.findall(r"^\| `(rada_[a-z_]+)", page, flags=re.MULTILINE))

    alerted = {
        re.sub("_(count|bucket)$", "", name) for rule in rules() for name, _labels in NAMED.findall(rule["expr"])
    }

    assert alerted == in_the_table


def test_an_alert_has_a_name_of_its_own_an_expression_and_nothing_unknown():
    names = [rule["alert"] for rule in rules()]

    assert len(set(names)) == len(names)
    assert all({"alert", "expr"} <= set(rule) <= {"alert", "expr", "for", "labels"} for rule in rules())
