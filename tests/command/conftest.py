"""Fixtures of the commands' tests."""

from tests.checkov.conftest import environment as environment
