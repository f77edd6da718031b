"""The commands that explain the others: help, completion."""

from __future__ import annotations

import re
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from .exit_status import SUCCESS, exit_status_help
from .output import Screen
from .parsers import COMMANDS, overview, parser_of

# The cases are those of `_cases`; what has none is a file.
_BASH: Final = """\
_langgraph_sync() {
    local current="${COMP_WORDS[COMP_CWORD]}"
    local -a found=()
    case "$COMP_CWORD:${COMP_WORDS[1]}:${COMP_WORDS[COMP_CWORD-1]}:$current" in
%s
    esac
    COMPREPLY=($(compgen -W "${found[*]}" -- "$current"))
}
complete -o default -F _langgraph_sync langgraph-sync
"""
_ZSH: Final = """\
#compdef langgraph-sync
_langgraph_sync() {
    local -a found
    case "$((CURRENT - 1)):$words[2]:$words[CURRENT-1]:$PREFIX" in
%s
    esac
    if (( $#found )); then
        compadd -a found
    else
        _files
    fi
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _langgraph_sync "$@"
else
    compdef _langgraph_sync langgraph-sync
fi
"""
_FISH: Final = """\
function __langgraph_sync_in
    set -l words (commandline -opc)
    test "$words[2]" = "$argv[1]"
end
"""


class _Option(NamedTuple):
    """What can be typed in a command: an option, or an argument if it has no names."""

    names: list[str]
    about: str
    takes_value: bool
    values: list[str]


def show_help(args: Namespace, screen: Screen) -> int:
    """Explain a topic, or list the commands."""
    if args.topic == "exit-status":
        screen.data(exit_status_help())
    else:
        parser = overview() if args.topic is None else parser_of(args.topic)
        screen.data(parser.format_help())
    return SUCCESS


def completion(args: Namespace, screen: Screen) -> int:
    """Print a script that completes commands, options and their values."""
    if args.shell == "fish":
        screen.data(_FISH)
        for line in _fish():
            screen.line(f"complete -c langgraph-sync {line}")
    else:
        script = _BASH if args.shell == "bash" else _ZSH
        screen.data(script % "\n".join(f"        {case}) found=({' '.join(words)}) ;;" for case, words in _cases()))
    return SUCCESS


def _options(parser: ArgumentParser) -> list[_Option]:
    actions: Any = parser._actions  # noqa: SLF001 - argparse shows them in no other way
    return [
        _Option(list(each.option_strings), each.help or "", each.nargs != 0, list(each.choices or ()))
        for each in actions
    ]


def _names(options: list[_Option]) -> list[str]:
    return sorted(name for option in options for name in option.names)


def _cases() -> Iterator[tuple[str, list[str]]]:
    """Yield what completes a word, by position:command:word before:beginning."""
    yield "1:*:*:-*", _names(_options(overview()))
    yield "1:*", list(COMMANDS)
    for command in COMMANDS:
        options = _options(parser_of(command))
        for name, values in ((name, each.values) for each in options for name in each.names if each.values):
            yield f"*:{command}:{name}:*", values
        yield f"*:{command}:*:-*", _names(options)
        for argument in (each for each in options if each.values and not each.names):
            yield f"2:{command}:*", argument.values


def _fish() -> Iterator[str]:
    """Yield what the commands of fish say that complete words."""
    for name, command in COMMANDS.items():
        yield f"{_in('')} -f -a {name} -d {_quoted(command.summary)}"
    for name, parser in (("", overview()), *((name, parser_of(name)) for name in COMMANDS)):
        for option in _options(parser):
            flags = [f"-l {each[2:]}" if each.startswith("--") else f"-s {each[1:]}" for each in option.names]
            if option.values:
                flags.append(f"-{'x' if flags else 'f'} -a {_quoted(' '.join(option.values))}")
            elif flags and option.takes_value:
                flags.append("-r")
            if flags:
                yield " ".join([_in(name), *flags, "-d", _quoted(option.about)])


def _in(name: str) -> str:
    """Return the condition that the word is one of this command."""
    return f"-n '__langgraph_sync_in \"{name}\"'"


def _quoted(text: str) -> str:
    """Return a text as a word of fish."""
    return '"{}"'.format(re.sub(r'([\\"$])', r"\\\1", text))
