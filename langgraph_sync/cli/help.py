"""The commands that explain the others: help, completion."""

from __future__ import annotations

import re
from argparse import Action, ArgumentParser, Namespace
from collections.abc import Iterator
from typing import Final

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


def _actions(parser: ArgumentParser) -> list[Action]:
    """Return what can be typed in a command: options, and arguments, which have no option strings."""
    return parser._actions  # noqa: SLF001 - argparse shows them in no other way


def _names(actions: list[Action]) -> list[str]:
    return sorted(name for action in actions for name in action.option_strings)


def _cases() -> Iterator[tuple[str, list[str]]]:
    """Yield what completes a word, by position:command:word before:beginning."""
    yield "1:*:*:-*", _names(_actions(overview()))
    yield "1:*", list(COMMANDS)
    for command in COMMANDS:
        actions = _actions(parser_of(command))
        with_choices = [(each.option_strings, list(each.choices)) for each in actions if each.choices]
        for names, choices in with_choices:
            for name in names:
                yield f"*:{command}:{name}:*", choices
        yield f"*:{command}:*:-*", _names(actions)
        for names, choices in with_choices:
            if not names:
                yield f"2:{command}:*", choices


def _fish() -> Iterator[str]:
    """Yield what the commands of fish say that complete words."""
    for name, command in COMMANDS.items():
        yield f"{_in('')} -f -a {name} -d {_quoted(command.summary)}"
    for name, parser in (("", overview()), *((name, parser_of(name)) for name in COMMANDS)):
        for action in _actions(parser):
            flags = [f"-l {each[2:]}" if each.startswith("--") else f"-s {each[1:]}" for each in action.option_strings]
            if action.choices:
                flags.append(f"-{'x' if flags else 'f'} -a {_quoted(' '.join(action.choices))}")
            elif flags and action.nargs != 0:
                flags.append("-r")
            if flags:
                yield " ".join([_in(name), *flags, "-d", _quoted(action.help or "")])


def _in(name: str) -> str:
    """Return the condition that the word is one of this command."""
    return f"-n '__langgraph_sync_in \"{name}\"'"


def _quoted(text: str) -> str:
    """Return a text as a word of fish."""
    return '"{}"'.format(re.sub(r'([\\"$])', r"\\\1", text))
