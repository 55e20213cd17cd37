"""Several processes serve a home: what is handed in through one of them the others know; one may fall."""

import asyncio
import http.client
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboards.supervision import SERVING
from dashboards.werkbank import AHEAD, PROCESSES
from tests.benchmarks.page_server import PageServer, running
from tests.benchmarks.page_socket import PageSocket
from tests.benchmarks.process_tree import PROC, descendants, name_of
from warehouse.settings import Home

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks the processes of a server")

BOUNDARY = "handed-in"
FILE = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="bestand.csv"\r\n\r\na;b\r\n'
XSRF = "_streamlit_xsrf"
# Whoever serves has more; one that waits for its turn to begin does not.
FEW_THREADS = 3


@pytest.fixture(scope="module")
def server(mini_home: Home) -> Iterator[PageServer]:
    with running(mini_home) as found:
        yield found


def process_of(server: PageServer, place: int, gone: int = 0) -> int:
    """Return the process of a place once it serves; `gone` is one that did before."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        for number in set(descendants(server.process)) - {gone}:
            if name_of(number) == f"{SERVING}{place + 1}" and threads(number) > FEW_THREADS:
                return number
        time.sleep(0.1)
    raise AssertionError(f"nobody serves at place {place}")


def threads(process: int) -> int:
    """Return how many threads a process has."""
    return len(list((PROC / str(process) / "task").iterdir()))


def holder(server: PageServer, port: int) -> int:
    """Return the process that took in the connection from this port of ours; 0 if none has yet."""
    ours, theirs = f":{urlsplit(server.address).port:04X}", f":{port:04X}"
    for line in (PROC / "net" / "tcp").read_text().splitlines()[1:]:
        fields = line.split()
        if fields[1].endswith(ours) and fields[2].endswith(theirs):
            name = f"socket:[{fields[9]}]"
            for process in descendants(server.process):
                if any(os.readlink(link) == name for link in (PROC / str(process) / "fd").iterdir()):
                    return process
    return 0


async def reader_elsewhere(server: PageServer) -> PageSocket:
    """Open a page at another process than the first, which is full for so long."""
    host = urlsplit(server.address)
    first, tab = process_of(server, 0), PageSocket(server.address, "datenlage", "teil=hochladen")
    process_of(server, 1)
    knocking = [socket.create_connection((host.hostname, host.port)) for _ in range(AHEAD)]
    await tab.connect()
    while holder(server, port_of(tab)) in {0, first}:
        knocking.append(socket.create_connection((host.hostname, host.port)))
        await tab.close()
        await tab.connect()
    for one in knocking:
        one.close()
    return tab


def port_of(tab: PageSocket) -> int:
    """Return the port on our side."""
    assert tab._socket is not None
    return int(tab._socket.local_address[1])


async def place_for_a_file(tab: PageSocket) -> str:
    """Ask, as the picker of files does, where to send one; return its address."""
    assert tab._socket is not None
    ask = BackMsg()
    ask.file_urls_request.request_id, ask.file_urls_request.session_id = "1", ""
    ask.file_urls_request.file_names.append("bestand.csv")
    await tab._socket.send(ask.SerializeToString())
    while True:
        answer = ForwardMsg.FromString(await asyncio.wait_for(tab._socket.recv(), 20))
        if answer.HasField("file_urls_response"):
            return str(answer.file_urls_response.file_urls[0].upload_url)


def put(path: str, connection: http.client.HTTPConnection) -> int:
    """Send a file and return the status."""
    connection.request("GET", "/_stcore/health")
    asked = connection.getresponse()
    asked.read()
    token = (asked.getheader("Set-Cookie") or "").partition(f"{XSRF}=")[2].partition(";")[0]
    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    headers |= {"Cookie": f"{XSRF}={token}", "X-Xsrftoken": token}
    connection.request("PUT", path, f"{FILE}--{BOUNDARY}--\r\n".encode(), headers)
    answer = connection.getresponse()
    answer.read()
    return answer.status


async def sent(server: PageServer, number: int) -> dict[int, int]:
    """Send files for a reader of another process than the first, each on a connection that stays open.

    Return the last status by process that took a file in.
    """
    tab, host = await reader_elsewhere(server), urlsplit(server.address)
    await tab.open()
    found, connections = {}, []
    for _ in range(number):
        connection = http.client.HTTPConnection(host.hostname or "", host.port, timeout=20)
        connections.append(connection)
        status = put("/" + (await place_for_a_file(tab)).lstrip("/"), connection)
        found[holder(server, connection.sock.getsockname()[1])] = status
    for connection in connections:
        connection.close()
    await tab.close()
    return found


def test_a_file_is_taken_in_by_a_process_whose_reader_it_is_not(server: PageServer):
    assert asyncio.run(sent(server, 4))[process_of(server, 0)] == 204


def test_a_file_nobody_asked_for_is_refused(server: PageServer):
    host = urlsplit(server.address)
    connection = http.client.HTTPConnection(host.hostname or "", host.port, timeout=20)
    assert put(f"/_stcore/upload_file/{'0' * 36}/{'a' * 36}", connection) == 400
    connection.close()


def test_a_killed_process_is_made_again(server: PageServer):
    killed = process_of(server, PROCESSES - 1)
    os.kill(killed, signal.SIGKILL)
    process_of(server, PROCESSES - 1, gone=killed)
    tab = PageSocket(server.address, "demographie")
    assert asyncio.run(tab.open()).failures == []
