"""Migrations beside an application that works: the rules of docs/operations.md, and what they are for."""
