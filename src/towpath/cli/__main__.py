"""`python -m towpath.cli`: the command, where its script is not on the path."""

from towpath.cli.app import main

if __name__ == "__main__":
    main()
