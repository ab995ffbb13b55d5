"""`python -m towpath.web [--home PATH] serve|migrate|…`: the site's own process."""

from __future__ import annotations

import os
import sys

from towpath.foundation import ExitCode, TowpathError


def main(arguments: list[str]) -> None:
    """Run one of Django's commands or of ours; an error is a sentence and an exit code."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "towpath.web.settings"
    if arguments[:1] == ["--home"] and len(arguments) > 1:
        os.environ["TOWPATH_HOME"] = arguments[1]
        arguments = arguments[2:]
    try:
        from django.core.management import execute_from_command_line

        execute_from_command_line(["python -m towpath.web", *arguments])
    except ModuleNotFoundError as error:
        if error.name != "django":
            raise
        sys.stderr.write("The site is not installed here. Install towpath[site].\n")
        sys.exit(ExitCode.WRONG_USE)
    except TowpathError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main(sys.argv[1:])
