"""Signature pads behind the local services of their vendors."""
