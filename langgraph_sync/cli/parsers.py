"""The commands, their options, and an example of each."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Sequence
from itertools import takewhile
from pathlib import Path
from typing import Any, Final, NamedTuple, NoReturn

from .._text import did_you_mean
from .._version import __version__
from ..options import RULES

_MODES: Final = RULES["RunsStreamSharedOptions"]["stream_mode"]
_MOST_SECONDS: Final = 1e9  # what clocks and sockets take
_KEY: Final = """\
The server is that of --url or LANGGRAPH_API_URL (http://localhost:2024 by
default), the key is in --api-key-file or LANGGRAPH_API_KEY.
Exit status: langgraph-sync help exit-status"""


class _Parser(ArgumentParser):
    """A parser that says what an unknown option was meant to be."""

    given: Sequence[str] = ()
    """What it parses."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(formatter_class=RawDescriptionHelpFormatter, allow_abbrev=False, **settings)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and end the program with 2; an unknown option may be the cause."""
        options = self._option_string_actions
        names = (word.partition("=")[0] for word in takewhile(lambda word: word != "--", self.given))
        unknown = next((name for name in names if name.startswith("--") and name not in options), None)
        if unknown is not None:
            placed = [action.metavar for action in self._get_positional_actions()]
            word = unknown.lstrip("-").upper()
            meant = f": {word} is given without it" if word in placed else did_you_mean(unknown, options)
            message += f" (there is no option {unknown}{meant})"
        super().error(message)


class Command(NamedTuple):
    """One command: where its code is, what it does, and what it takes."""

    code: str
    summary: str
    example: str
    add_options: Callable[[ArgumentParser], None]
    is_local: bool = False
    """Whether it needs no server."""


def _seconds(text: str) -> float:
    """Return a number of seconds above 0."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0
    if not 0 < seconds <= _MOST_SECONDS:
        raise ArgumentTypeError(f"{text!r} is not a number of seconds above 0 and up to {_MOST_SECONDS:.0f}")
    return seconds


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is not a number from 1")
    return int(text)


def _modes(text: str) -> list[str]:
    for mode in text.split(","):
        if mode not in _MODES:
            raise ArgumentTypeError(f"{mode!r} is none of {', '.join(_MODES)}")
    return text.split(",")


def _connection(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("server")
    group.add_argument("--url", metavar="URL", help="address of the server (default: LANGGRAPH_API_URL)")
    group.add_argument("--api-key-file", metavar="FILE", help="file with the API key, readable by its owner only")
    group.add_argument("--timeout", type=_seconds, metavar="SECONDS", help="how long the server may be silent")
    group.add_argument("--max-retries", type=int, metavar="N", help="how often a request is retried (default: 2)")


def _output(parser: ArgumentParser, *choices: str) -> None:
    sense = {
        "text": "text as it is written",
        "jsonl": "a JSON object per part and one for the outcome",
        "values": "the final state as JSON",
        "none": "nothing",
    }
    forms = choices or tuple(sense)
    text = ", ".join(f"{form}: {sense[form]}" for form in forms)
    parser.add_argument("-o", "--output", choices=forms, default=forms[0], help=f"{text} (default: {forms[0]})")


def _following(parser: ArgumentParser, on_exit: str = "cancel") -> None:
    parser.add_argument("--deadline", type=_seconds, metavar="SECONDS", help="give up after so many seconds")
    text = f"what happens to the run when this command is stopped or gives up (default: {on_exit})"
    parser.add_argument("--on-exit", choices=("cancel", "leave"), default=on_exit, help=text)


def _starting(parser: ArgumentParser) -> None:
    parser.add_argument("--config", metavar="JSON", help="settings for the graph; JSON, @file or -")
    parser.add_argument("--context", metavar="JSON", help="static values that the graph reads; JSON, @file or -")


def _streaming(parser: ArgumentParser) -> None:
    _starting(parser)
    text = f"what to report, several with commas: {', '.join(_MODES)}"
    parser.add_argument("--mode", type=_modes, metavar="MODE", help=text)
    parser.add_argument("--subgraphs", action="store_true", help="also report from inside subgraphs")
    _following(parser)
    _output(parser)


def _monitor(parser: ArgumentParser) -> None:
    text = "address of a monitor of the healthchecks protocol, called at start, success and failure"
    parser.add_argument("--monitor", metavar="URL", help=text)


def _run(parser: ArgumentParser) -> None:
    parser.add_argument("assistant", metavar="ASSISTANT", help="name of a graph, or id of an assistant")
    text = "input of the graph: JSON, @file, or - for stdin (default: go on from the saved state)"
    parser.add_argument("input", metavar="INPUT", nargs="?", help=text)
    parser.add_argument("--message", metavar="TEXT", help="input of one message by a user")
    parser.add_argument("--thread", metavar="ID", help="thread to run on (default: none)")
    text = "thread and journal of this name: the same job each time, one at a time, going on after a crash"
    parser.add_argument("--job", metavar="NAME", help=text)
    text = "keep the run in this file, and go on with it if it is not finished; a finished one is moved aside"
    parser.add_argument("--journal", metavar="FILE", help=text)
    parser.add_argument("--key", metavar="KEY", help="start the run of this key once only")
    text = "what to do when the thread is busy; skip exits with 0 (default: fail if the job still runs, else enqueue)"
    parser.add_argument("--if-busy", choices=("fail", "skip", "enqueue", "interrupt"), help=text)
    _streaming(parser)
    _monitor(parser)


def _of_run(parser: ArgumentParser) -> None:
    parser.add_argument("thread", metavar="THREAD", help="id of a thread")
    parser.add_argument("run", metavar="RUN", help="id of its run")


def _attach(parser: ArgumentParser) -> None:
    _of_run(parser)
    _following(parser, "leave")
    _output(parser)


def _wait(parser: ArgumentParser) -> None:
    _of_run(parser)
    _following(parser, "leave")
    _output(parser, "values", "none")


def _cancel(parser: ArgumentParser) -> None:
    _of_run(parser)
    parser.add_argument("--wait", action="store_true", help="return only when it has stopped")


def _replay(parser: ArgumentParser) -> None:
    parser.add_argument("journal", metavar="JOURNAL", help="a file that run --journal or --job has written")
    _output(parser)


def _ping(parser: ArgumentParser) -> None:
    parser.add_argument("--wait", type=_seconds, metavar="SECONDS", help="wait so long for the server to be up")


def _api(parser: ArgumentParser) -> None:
    parser.add_argument("method", metavar="METHOD", help="GET, POST, PUT, PATCH or DELETE")
    parser.add_argument("path", metavar="PATH", help="path on the server, with its query")
    parser.add_argument("-d", "--data", metavar="JSON", help="body of the request: JSON, @file or -")
    text = "fetch all pages of a list, and write an object per line"
    parser.add_argument("--paginate", action="store_true", help=text)


def _graphs(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="write a JSON object per line")


def _draw(parser: ArgumentParser) -> None:
    parser.add_argument("assistant", metavar="ASSISTANT", help="name of a graph, or id of an assistant")
    parser.add_argument("--mermaid", action="store_true", help="write the text of a Mermaid diagram")


def _pending(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="write a JSON object per question and line")


def _answering(parser: ArgumentParser) -> None:
    parser.add_argument("thread", metavar="THREAD", help="id of a thread whose run waits, as `pending` lists it")
    parser.add_argument("--interrupt", metavar="ID", help="which question is meant, if several wait")
    parser.add_argument("--assistant", metavar="ASSISTANT", help="assistant to go on with (default: that of the run)")


def _answer(parser: ArgumentParser) -> None:
    _answering(parser)
    parser.add_argument("answer", metavar="JSON", nargs="?", help="the answer: JSON, @file, or - for stdin")
    parser.add_argument("--text", metavar="TEXT", help="a text as the answer, in place of JSON")
    _streaming(parser)


def _approve(parser: ArgumentParser) -> None:
    _answering(parser)
    _streaming(parser)


def _reject(parser: ArgumentParser) -> None:
    _answering(parser)
    parser.add_argument("why", metavar="WHY", nargs="?", help="what to tell the model")
    _streaming(parser)


def _map(parser: ArgumentParser) -> None:
    parser.add_argument("assistant", metavar="ASSISTANT", help="name of a graph, or id of an assistant")
    parser.add_argument("rows", metavar="ROWS", help="file with an input per line, as JSON; - for stdin")
    text = "file for the results, a JSON object per line with the number of its row"
    parser.add_argument("--output", dest="results", metavar="FILE", required=True, help=text)
    text = "how many runs go at a time (default: 8)"
    parser.add_argument("--workers", type=_count, default=8, metavar="N", help=text)
    parser.add_argument("--deadline", type=_seconds, metavar="SECONDS", help="cancel a run after so many seconds")
    _starting(parser)
    _monitor(parser)


def _doctor(parser: ArgumentParser) -> None:
    text = "graph to try things out with; it is run a few times (default: look only, run nothing)"
    parser.add_argument("assistant", metavar="ASSISTANT", nargs="?", help=text)
    parser.add_argument("input", metavar="INPUT", nargs="?", help="input of the graph: JSON, @file, or -")
    parser.add_argument("--message", metavar="TEXT", help="input of one message by a user")


def _types(parser: ArgumentParser) -> None:
    parser.add_argument("graphs", nargs="*", metavar="GRAPH", help="graphs to describe (default: all of the server)")
    text = "file to write (default: standard output)"
    parser.add_argument("-o", "--output", type=Path, dest="module", metavar="FILE", help=text)
    text = "write nothing; print how FILE differs, and exit with 1 then"
    parser.add_argument("--check", action="store_true", help=text)


def _completion(parser: ArgumentParser) -> None:
    parser.add_argument("shell", choices=("bash", "zsh", "fish"), help="the shell that is to complete")


def _help(parser: ArgumentParser) -> None:
    topics = (*COMMANDS, "exit-status")
    parser.add_argument("topic", metavar="TOPIC", nargs="?", choices=topics, help="a command, or exit-status")


COMMANDS: Final[dict[str, Command]] = {
    "run": Command("run.run", "start a run and follow it", "run agent --message 'What is new?' --job nightly", _run),
    "attach": Command("run.attach", "follow a run that was started elsewhere", "attach THREAD RUN -o jsonl", _attach),
    "wait": Command("run.wait", "wait for the end of a run", "wait THREAD RUN --deadline 60", _wait),
    "cancel": Command("run.cancel", "cancel a run", "cancel THREAD RUN --wait", _cancel),
    "pending": Command("human.pending", "list what waits for a human, with the questions", "pending", _pending),
    "answer": Command("human.answer", "answer a question", 'answer THREAD \'{"city": "Rome"}\'', _answer),
    "approve": Command("human.approve", "approve what a run asks to do", "approve THREAD", _approve),
    "reject": Command("human.reject", "reject what a run asks to do", "reject THREAD 'too expensive'", _reject),
    "map": Command("map.map_rows", "a run for each row of a file", "map agent in.jsonl --output out.jsonl", _map),
    "replay": Command("run.replay", "show a journal again", "replay nightly.jsonl -o text", _replay, is_local=True),
    "graphs": Command("server.graphs", "list the graphs of the server", "graphs --url http://host:2024", _graphs),
    "draw": Command("server.draw", "show the nodes and edges of a graph", "draw agent --mermaid", _draw),
    "types": Command(
        "write_types.write_types", "write types of the graphs into a module", "types agent -o agent_types.py", _types
    ),
    "ping": Command("server.ping", "see whether the server is up", "ping --wait 60", _ping),
    "doctor": Command("doctor.doctor", "see what the server can do", "doctor agent --message Hello", _doctor),
    "api": Command("server.api", "send any other request", "api POST /threads/search -d '{}' --paginate", _api),
    "completion": Command(
        "help.completion", "print a script for a shell", "completion bash", _completion, is_local=True
    ),
    "help": Command("help.show_help", "explain a command, or exit-status", "help exit-status", _help, is_local=True),
}


def parse(arguments: Sequence[str]) -> Namespace:
    """Return the command and its options; a mistake ends the program with 2."""
    name = arguments[0] if arguments else ""
    if name not in COMMANDS:
        _refuse(name, arguments)
    parser = parser_of(name)
    parser.given = arguments[1:]
    # Of arguments before and after options, argparse takes no notice of `--`.
    parse_all = parser.parse_args if "--" in parser.given else parser.parse_intermixed_args
    return parse_all(parser.given, Namespace(command=name))


def _refuse(name: str, arguments: Sequence[str]) -> NoReturn:
    """Show what commands there are, or say that this is none."""
    parser = overview()
    if name and not name.startswith("-"):
        parser.error(f"there is no command {name!r}{did_you_mean(name, COMMANDS)}")
    parser.parse_known_args(arguments)
    parser.error("which command? It comes before its options; langgraph-sync --help lists them")


def parser_of(name: str) -> _Parser:
    """Return the parser of a command."""
    command = COMMANDS[name]
    summary = f"{command.summary[0].upper()}{command.summary[1:]}."
    parser = _Parser(
        prog=f"langgraph-sync {name}",
        description=summary,
        epilog=f"example:\n  langgraph-sync {command.example}" + ("" if command.is_local else f"\n\n{_KEY}"),
    )
    command.add_options(parser)
    parser.add_argument("--quiet-on-success", action="store_true", help="write notes to stderr only on failure")
    if not command.is_local:
        _connection(parser)
    return parser


def overview() -> ArgumentParser:
    """Return the parser that lists the commands."""
    width = max(map(len, COMMANDS))
    listed = "\n".join(f"  {name:{width}}  {command.summary}" for name, command in COMMANDS.items())
    parser = _Parser(
        prog="langgraph-sync",
        usage="langgraph-sync COMMAND [options]",
        description=f"Runs of LangGraph servers, for cron, scripts and terminals.\n\ncommands:\n{listed}",
        epilog=f"langgraph-sync COMMAND --help shows the options of a command, and an example.\n\n{_KEY}",
    )
    parser.add_argument("--version", action="version", version=f"langgraph-sync {__version__}")
    return parser
