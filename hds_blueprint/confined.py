"""Becomes another program that may take so much memory, reaches no network and is kept to some files.

Run as a script: SETTINGS COMMAND [ARGUMENT...]. SETTINGS is a JSON object: `memory` in bytes and, where the
command is kept to some files, `readable` and `writable`, lists of their paths. The command's path is full.

The network is that of a namespace of its own, with a loopback interface alone; so are the processes. What the
operating system does not let a process give up, the command runs with.
"""

from __future__ import annotations

import ctypes
import json
import os
import socket
import stat
import struct
import sys
from collections.abc import Iterable
from contextlib import suppress

LARGEST_FILE_BYTES = 256 << 20
# CLONE_NEWNS, _NEWUSER, _NEWPID, _NEWNET (Linux, sched.h)
_NEW_MOUNTS, _NEW_USER, _NEW_PROCESSES, _NEW_NETWORK = 0x20000, 0x10000000, 0x20000000, 0x40000000
_NO_DEVICES = 4  # MS_NODEV (Linux, mount.h)
_OF_PROCESSES = 0b1110  # MS_NOSUID, MS_NODEV, MS_NOEXEC
_SET_FLAGS = 0x8914  # SIOCSIFFLAGS (Linux, sockios.h)
_UP = 0x41  # IFF_UP, IFF_RUNNING (Linux, if.h)
_NO_NEW_PRIVILEGES = 38  # PR_SET_NO_NEW_PRIVS (Linux, prctl.h)
# sockets of the machine's servers, such as the one that starts containers
_SOCKETS = "/run"

# Landlock (docs.kernel.org/userspace-api/landlock.html): its system calls are the same on every architecture
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_RIGHTS = {1: 13, 2: 14, 3: 15, 5: 16}  # how many rights on files it knows, by version of its interface
_SIZES = {1: 8, 4: 16, 6: 24}  # bytes of what it is told: files, then TCP, then signals and abstract sockets
_READ = 0b1101  # execute, read a file, list a folder
_OF_A_FILE = (
    0b1100000000000111  # the rights that can be given on a file: execute, write, read, truncate, ioctl
)
_MAKE_DEVICES = 0b100001000000  # what nobody here does: enough for a domain of its own


def main() -> None:
    """Bound this process, then replace it."""
    settings, *command = sys.argv[1:]
    wanted = json.loads(settings)
    bound(wanted["memory"])
    paths = (*wanted.get("readable", ()), *wanted.get("writable", ()))
    leave_namespaces(hidden=() if any(path.startswith(f"{_SOCKETS}/") for path in paths) else (_SOCKETS,))
    keep_to_files(wanted.get("readable", ()), wanted.get("writable", ()))
    os.execv(command[0], command)  # noqa: S606 - the command is the caller's own


def bound(memory: int) -> None:
    """At most `memory` bytes of data; a larger address space may be reserved, as Node's engine does."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
        resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE_BYTES, LARGEST_FILE_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def leave_namespaces(hidden: Iterable[str]) -> None:
    """A network and processes of its own, and nothing below the folders that are hidden."""
    with suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.unshare(_NEW_USER | _NEW_NETWORK | _NEW_MOUNTS | _NEW_PROCESSES) != 0:
            return
        _raise_loopback()
        for folder in hidden:
            libc.mount(b"tmpfs", folder.encode(), b"tmpfs", _NO_DEVICES, None)
        if first := os.fork():
            # the first process of a namespace takes with it all that it started
            os._exit(os.waitstatus_to_exitcode(os.waitpid(first, 0)[1]) & 0xFF)
        # else /proc still shows the command lines of all others, and what they were started with
        libc.mount(b"proc", b"/proc", b"proc", _OF_PROCESSES, None)


def _raise_loopback() -> None:
    import fcntl

    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sh", b"lo", _UP))


def keep_to_files(readable: Iterable[str], writable: Iterable[str]) -> None:
    """Nothing but these files and folders, and no TCP; without any, only other processes are out of reach."""
    with suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None, use_errno=True)
        version = libc.syscall(_CREATE_RULESET, None, 0, 1)
        if version < 1:
            return
        rights = (1 << _RIGHTS[max(since for since in _RIGHTS if since <= version)]) - 1
        told = (rights, 0b11, 0b11) if readable else (_MAKE_DEVICES, 0, 0)
        size = _SIZES[max(since for since in _SIZES if since <= version)]
        rules = libc.syscall(_CREATE_RULESET, struct.pack("QQQ", *told)[:size], size, 0)
        for paths, allowed in ((readable, _READ), (writable, rights)):
            for path in paths:
                _allow(libc, rules, path, allowed)
        libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        libc.syscall(_RESTRICT_SELF, rules, 0)
        os.close(rules)


def _allow(libc: ctypes.CDLL, rules: int, path: str, allowed: int) -> None:
    with suppress(OSError):
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        rights = allowed if stat.S_ISDIR(os.fstat(place).st_mode) else allowed & _OF_A_FILE
        libc.syscall(_ADD_RULE, rules, 1, struct.pack("=Qi", rights, place), 0)
        os.close(place)


if __name__ == "__main__":
    main()
