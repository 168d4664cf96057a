"""The command `sre`."""
import click


@click.group()
def main():
    """Small commands for the day on duty."""


@main.command()
@click.argument("nodes", nargs=-1, required=True)
def drain(nodes):
    """Move everything away from NODES."""
    if len(nodes) > 1:
        click.confirm(f"Really {len(nodes)} nodes at once?", abort=True)
    for node in nodes:
        click.echo(f"draining {node}")
