"""Becomes another program that may take so much memory and reaches no network.

Run as a script: MEMORY COMMAND [ARGUMENT...], with the memory in bytes and the command's full path. The
network is that of a namespace of its own, with a loopback interface alone; where the operating system
does not let a process give its network up, the command runs with it.
"""

from __future__ import annotations

import ctypes
import os
import socket
import struct
import sys
from contextlib import suppress

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000  # CLONE_NEWUSER, CLONE_NEWNET (Linux, sched.h)
_SET_FLAGS = 0x8914  # SIOCSIFFLAGS (Linux, sockios.h)
_UP = 0x41  # IFF_UP, IFF_RUNNING (Linux, if.h)


def main() -> None:
    """Bound this process, then replace it."""
    memory, *command = sys.argv[1:]
    bound_memory(int(memory))
    give_up_network()
    os.execv(command[0], command)


def bound_memory(size: int) -> None:
    """At most `size` bytes of data; a larger address space may be reserved, as Node's engine does."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (size, size))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def give_up_network() -> None:
    """A network of its own, in which this process and those that it starts reach each other alone."""
    with suppress(OSError, AttributeError):
        if ctypes.CDLL(None, use_errno=True).unshare(_NEW_USER | _NEW_NETWORK) == 0:
            _raise_loopback()


def _raise_loopback() -> None:
    import fcntl

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sh", b"lo", _UP))


if __name__ == "__main__":
    main()
