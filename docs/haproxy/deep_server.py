"""A small web server that asks a database for all that it is asked, its own health included; and that database.

    python3 deep_server.py web PORT NAME WORKERS QUEUE DATABASE_PORT
    python3 deep_server.py database PORT WORK_MS

The database is told of a fault of its own: `GET /fault/NAME/SHARE/FACTOR` lets it answer that share of what NAME asks with
500, and work that many times as long on it.
"""

import asyncio
import random
import sys
import time

BACKLOG = 128
ANSWER = "HTTP/1.1 {} Told\r\nContent-Length: 3\r\nConnection: close\r\n\r\nok\n"


class Web:
    """So many workers, each of which waits for the database; so many places for who waits for a worker."""

    def __init__(self, name, workers, queue, database):
        self.name, self.workers, self.places = name, asyncio.Semaphore(workers), workers + queue
        self.database = database

    async def status(self, path):
        if path == "/health":
            print(f"check {time.monotonic():.6f}", flush=True)
        if self.places == 0:
            return 503
        self.places -= 1
        try:
            async with self.workers:
                began = time.monotonic()
                status = await self.ask_database()
                print(f"held {1000 * (time.monotonic() - began):.3f}", flush=True)
                return status
        finally:
            self.places += 1

    async def ask_database(self):
        """Whatever it answers is the answer; 503 if it does not."""
        writer = None
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.database)
            writer.write(f"GET /{self.name} HTTP/1.1\r\n\r\n".encode())
            head = await reader.readline()
            return int(head.split()[1])
        except (OSError, IndexError):
            return 503
        finally:
            if writer is not None:
                writer.close()


class Database:
    def __init__(self, work_s):
        self.work_s, self.faults = work_s, {}

    async def status(self, path):
        words = path.split("/")
        if words[1] == "fault":
            self.faults[words[2]] = (float(words[3]), float(words[4]))
            return 200
        _, factor = self.faults.get(words[1], (0.0, 1.0))
        await asyncio.sleep(self.work_s * factor)
        # As it is when the work is done, so that an answer under way is an error too.
        share, _ = self.faults.get(words[1], (0.0, 1.0))
        return 500 if random.random() < share else 200


async def answer(reader, writer, role):
    """One connection carries one request."""
    try:
        head = await reader.read(4096)
        if head:
            status = await role.status(head.split()[1].decode())
            writer.write(ANSWER.format(status).encode())
            await writer.drain()
    except ConnectionError:
        # Who asked has gone. That is their affair.
        pass
    finally:
        writer.close()


async def main(kind, port, *rest):
    if kind == "web":
        name, workers, queue, database = rest
        role = Web(name, int(workers), int(queue), int(database))
    else:
        role = Database(float(rest[0]) / 1000)
    server = await asyncio.start_server(lambda r, w: answer(r, w, role), "127.0.0.1", int(port), backlog=BACKLOG)
    print(f"listens {time.monotonic():.6f}", flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
