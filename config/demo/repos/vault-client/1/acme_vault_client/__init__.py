"""Secrets with a lease that renews itself."""
