"""Pulumi components: one ComponentResource per concern, composed by `platform`."""
