"""One row of the list of faults: what is done to a run, and how large that run is."""
import dataclasses
import typing

from tcp_proxy import TCPProxy


@dataclasses.dataclass
class Row:
    title: str
    play: typing.Callable
    seconds: float = 20  # of a calm run; or the number of its steps
    steps: int = 0
    workers: int = 3
    hidden: int = 256
    settings: dict = dataclasses.field(default_factory=dict)
    proxy: typing.Callable = TCPProxy
    begin: typing.Callable = lambda trial, workers: trial.begin(workers)  # until all take part
    prepare: typing.Callable = lambda name, proxy: None  # what a worker's link is like from the beginning
    limit: float = 240  # s for the end of the run
    keys: bool = True  # where the hosts are other ones
    needs_keys: bool = False


def rows():
    """A table of rows and the decorator that fills it."""
    table = {}

    def row(name, title, **options):
        def take(play):
            table[name] = Row(title, play, **options)
            return play
        return take

    return table, row
