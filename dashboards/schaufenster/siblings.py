"""What makes several processes one Schaufenster: a port of their own all of them listen on, and shared files.

Each process draws the pages of its readers alone, so that a busy or fallen one leaves the readers of others
in peace. A file made for a reader (a download) may be fetched through another process, so it lies in a folder
they share.
"""

import contextlib
import json
import os
import re
import socket
import threading
import time
from pathlib import Path

from streamlit.runtime import memory_media_file_storage as media
from streamlit.runtime.media_file_storage import MediaFileKind, MediaFileStorageError
from streamlit.web.server.starlette import starlette_server

# A reader fetches a file at once; what is older goes.
KEPT_SECONDS = 600.0
NAME = re.compile(r"[0-9a-f]{16,128}")


def join(shared: Path) -> None:
    """Have the web server of this process share port and files with its siblings; before it is made."""

    def storage(endpoint: str) -> SharedFiles:
        return SharedFiles(endpoint, shared)

    # The server takes both by these names; tests of the running server notice if it no longer does.
    media.MemoryMediaFileStorage = storage  # type: ignore[assignment, misc]
    starlette_server._bind_socket = bind_shared


def bind_shared(address: str, port: int, backlog: int) -> socket.socket:
    """Return a socket that shares its port with siblings.

    It does not listen yet (the server does when it is ready): nobody is sent to a process that is starting.
    """
    bound = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    bound.bind((address, port))
    bound.setblocking(False)
    return bound


class SharedFiles(media.MemoryMediaFileStorage):
    """Files of this process in memory, and for its siblings in a folder."""

    def __init__(self, media_endpoint: str, folder: Path) -> None:
        super().__init__(media_endpoint)
        self._folder = folder

    def load_and_get_id(
        self, path_or_data: str | bytes, mimetype: str, kind: MediaFileKind, filename: str | None = None
    ) -> str:
        """Keep a file and return its name."""
        name = super().load_and_get_id(path_or_data, mimetype, kind, filename)
        kept = self._folder / name
        if not kept.exists():
            self._sweep()
            head = json.dumps([mimetype, kind.value, filename]).encode()
            write_whole(kept, head + b"\n" + super().get_file(name).content)
        return name

    def get_file(self, filename: str) -> media.MemoryFile:
        """Return a file of this process or of a sibling; MediaFileStorageError if there is none."""
        try:
            return super().get_file(filename)
        except MediaFileStorageError:
            name = filename.partition(".")[0]
            found = self._folder / name
            if not NAME.fullmatch(name) or not found.is_file():
                raise
        head, _, content = found.read_bytes().partition(b"\n")
        mimetype, kind, told = json.loads(head)
        return media.MemoryFile(content, mimetype, MediaFileKind(kind), told)

    def _sweep(self) -> None:
        for file in self._folder.iterdir():
            with contextlib.suppress(FileNotFoundError):
                if NAME.fullmatch(file.name) and time.time() - file.stat().st_mtime > KEPT_SECONDS:
                    file.unlink()


def write_whole(file: Path, content: bytes) -> None:
    """Write a file that siblings see whole or not at all."""
    part = file.with_name(f"{file.name}.{os.getpid()}-{threading.get_ident()}.part")
    part.write_bytes(content)
    part.replace(file)
