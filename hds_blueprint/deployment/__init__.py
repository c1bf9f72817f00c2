"""Deployment: the Pulumi CLI, the target, the state backend, up, recovery, destroy and bootstrap.

Nothing here decides what is deployed; it drives the real engine and says what it does.
"""
