"""The site as a worker of our own server loads it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time

from towpath.web.wsgi import application

__all__ = ["application"]


def _follow(parent: int) -> None:
    """End with the parent: a worker left over from a killed one would keep the port."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGKILL)


# Ctrl-C reaches every process of a terminal's group, and a worker that hears it as well as its
# parent's word to stop does not end. So a worker leaves the group and hears its parent alone.
_parent = multiprocessing.parent_process()
if os.name == "posix" and _parent is not None:
    os.setpgid(0, 0)
    threading.Thread(target=_follow, args=(_parent.pid,), daemon=True).start()
