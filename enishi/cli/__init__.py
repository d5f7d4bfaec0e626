"""The command line: `main` parses, runs one command and turns every error into one line and an exit code.

Exit codes: 0 done · 1 finished with refused rows or an empty answer · 2 wrong use, not found, ambiguous ·
3 store unreachable or locked.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from typing import Final

from enishi.cli.output import prepare_streams, readable, silence_stdout, tell, tell_error
from graph.errors import EnishiError

FAILED: Final = 2
INTERRUPTED: Final = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line (without the program's name); None means that of this process. The exit code."""
    from enishi.cli.parser import build_parser

    prepare_streams()
    parser = build_parser()
    verbose = False
    try:
        options = parser.parse_args([readable(argument) for argument in (sys.argv[1:] if argv is None else argv)])
        verbose = options.verbose
        import logging

        # The driver logs what it raises; one line for a user is enough.
        logging.getLogger("neo4j").addHandler(logging.NullHandler())
        if options.command is None:
            parser.print_help()
            return 0
        code: int = options.run(options)
        sys.stdout.flush()
    except SystemExit as leave:
        # --help and --version leave this way.
        return int(leave.code or 0)
    except EnishiError as error:
        tell_error(error)
        if verbose:
            tell(traceback.format_exc())
        return error.exit_code
    except KeyboardInterrupt:
        tell("中断しました。")
        return INTERRUPTED
    except BrokenPipeError:
        silence_stdout()
        return 0
    except Exception as error:  # noqa: BLE001 - the last border: a user gets a line, never a traceback
        tell(
            f"enishi: 思わぬ問題が起きました（{type(error).__name__}: {' '.join(str(error).split())}）。"
            "同じコマンドに -v を付けると、くわしい記録が出ます。"
        )
        if verbose:
            tell(traceback.format_exc())
        return FAILED
    return code
