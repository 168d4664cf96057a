"""The command `sre`."""
import click


@click.group()
def main():
    """Small commands for the day on duty."""


@main.command()
@click.argument("node")
def drain(node):
    """Move everything away from NODE."""
    click.echo(f"draining {node}")
