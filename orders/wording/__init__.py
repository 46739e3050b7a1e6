"""How orders are told: rules, breaches, clocks, events, reasons and decisions in words a technician would say."""

from orders.wording.breaches import breach_sentence
from orders.wording.clocks import ClockWords, clock_words
from orders.wording.decisions import decision_line, decision_why, ruling_words
from orders.wording.reasons import category_words, outcome_words, reason_words
from orders.wording.rules import RuleWords, rule_words
from orders.wording.timeline import event_line

__all__ = [
    "ClockWords",
    "RuleWords",
    "breach_sentence",
    "category_words",
    "clock_words",
    "decision_line",
    "decision_why",
    "event_line",
    "outcome_words",
    "reason_words",
    "rule_words",
    "ruling_words",
]
