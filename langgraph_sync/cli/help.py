"""The commands that explain the others: help, completion."""

from __future__ import annotations

from argparse import Namespace
from typing import Any, Final

from .exit_status import MISSING, SUCCESS, ExitError, exit_status_help
from .output import Screen
from .parsers import COMMANDS, overview, parser_of

_BASH: Final = """\
_langgraph_sync() {
    local words=
    case "${COMP_WORDS[1]}" in
%s
    esac
    [ "$COMP_CWORD" -eq 1 ] && words='%s'
    case "${COMP_WORDS[COMP_CWORD]}" in
        -*) ;;
        *) [ "$COMP_CWORD" -gt 1 ] && words= ;;
    esac
    COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _langgraph_sync langgraph-sync
"""
_ZSH: Final = """\
#compdef langgraph-sync
_langgraph_sync() {
    local -a found
    if (( CURRENT == 2 )); then
        found=(%s)
    elif [[ $PREFIX == -* ]]; then
        case $words[2] in
%s
        esac
    else
        _files
        return
    fi
    compadd -a found
}
compdef _langgraph_sync langgraph-sync
"""


def show_help(args: Namespace, screen: Screen) -> int:
    """Explain a topic, or list the commands."""
    if args.topic == "exit-status":
        screen.data(exit_status_help())
    elif args.topic is None:
        screen.data(overview().format_help())
    elif args.topic in COMMANDS:
        screen.data(parser_of(args.topic).format_help())
    else:
        raise ExitError(MISSING, f"there is no help on {args.topic!r}: it is a command, or exit-status")
    return SUCCESS


def completion(args: Namespace, screen: Screen) -> int:
    """Print a script that completes commands and options."""
    options = {name: " ".join(_options_of(name)) for name in COMMANDS}
    names = " ".join(COMMANDS)
    if args.shell == "bash":
        cases = "\n".join(f"        {name}) words='{found}' ;;" for name, found in options.items())
        screen.data(_BASH % (cases, names))
    elif args.shell == "zsh":
        cases = "\n".join(f"            {name}) found=({options[name]}) ;;" for name in COMMANDS)
        screen.data(_ZSH % (names, cases))
    else:
        for name, command in COMMANDS.items():
            screen.line(f"complete -c langgraph-sync -n __fish_use_subcommand -f -a {name} -d '{command.summary}'")
            for option in options[name].split():
                flag = f"-l {option[2:]}" if option.startswith("--") else f"-s {option[1:]}"
                screen.line(f"complete -c langgraph-sync -n '__fish_seen_subcommand_from {name}' {flag}")
    return SUCCESS


def _options_of(name: str) -> list[str]:
    parser: Any = parser_of(name)
    return sorted(parser._option_string_actions)  # noqa: SLF001 - argparse shows them in no other way
