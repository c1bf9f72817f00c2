"""Pulumi projects of others: read, run offline, and recorded as resource graphs."""

# What makes a folder a project. Here, where finding out costs no other import.
PROJECT_FILES = ("Pulumi.yaml", "Pulumi.yml")
