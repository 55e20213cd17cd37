"""What makes several processes one server: a door all of them stand at, and shared files.

Each process draws the pages of its readers alone, so that a busy or fallen one leaves the readers of others
in peace. The door is one listening socket that the watching process holds: nobody is sent away while all are
started again, and who has more readers than another lets that one go first. A file made for a reader (a
download) may be fetched through another process, so it lies in a folder they share.
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

from dashboards.listening import Listening
from dashboards.supervision import Board

# A reader fetches a file at once; what is older goes.
KEPT_SECONDS = 600.0
NAME = re.compile(r"[0-9a-f]{16,128}")


# Who lets another go first waits so long each time, and so often before it takes the reader itself.
STEP_SECONDS, MOST_STEPS = 0.005, 20
WAITING = 1024


def open_door(listening: Listening) -> socket.socket:
    """Return the listening socket of all processes to come; whoever knocks before they are ready waits."""
    door = socket.socket(socket.AF_INET6 if ":" in listening.address else socket.AF_INET)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    door.bind((listening.address, listening.port))
    door.listen(WAITING)
    door.setblocking(False)
    return door


def join(shared: Path, turn: "Turn") -> None:
    """Have the web server of this process share door and files with its siblings; before it is made."""

    def storage(endpoint: str) -> SharedFiles:
        return SharedFiles(endpoint, shared)

    def bound(address: str, port: int, backlog: int) -> socket.socket:
        return turn

    # The server takes both by these names; tests of the running server notice if it no longer does.
    media.MemoryMediaFileStorage = storage  # type: ignore[assignment, misc]
    starlette_server._bind_socket = bound


class Turn(socket.socket):
    """The door as one process sees it: it takes a reader in if no sibling has fewer.

    `ahead`: so many the first process takes before the others get any, where a few readers are better off
    together with what is kept for them.
    """

    def __init__(self, door: socket.socket, place: int, board: Board, ahead: int = 0) -> None:
        super().__init__(fileno=os.dup(door.fileno()))
        self._place, self._board = place, board
        self._ahead = ahead
        self._readers: set[socket.socket] = set()
        self._steps = 0

    def listen(self, backlog: int = WAITING, /) -> None:
        """Begin to take readers in."""
        super().listen(backlog)
        self._tell(0)

    def accept(self) -> tuple[socket.socket, object]:
        """Return the next reader's connection; BlockingIOError if there is none, or a sibling is to go."""
        self._readers = {one for one in self._readers if one.fileno() != -1}
        count, others = self._tell(len(self._readers)), self._board.others(self._place)
        if others and count > min(others) and self._steps < MOST_STEPS:
            self._steps += 1
            time.sleep(STEP_SECONDS)
            raise BlockingIOError
        connection, address = super().accept()
        self._steps = 0
        self._readers.add(connection)
        self._tell(len(self._readers))
        return connection, address

    def _tell(self, readers: int) -> int:
        """Tell the siblings how many readers this process has, and return what was told."""
        told = readers
        if self._ahead and self._place:
            # Never fewer than a first process with room tells.
            told += 1
        elif readers < self._ahead:
            told = 0
        self._board.tell(self._place, told)
        return told


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
