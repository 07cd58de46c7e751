"""A plain small HTTP server: every request is answered 200 after a fixed time of service, a health check at once.

    python3 server.py PORT SERVICE_MS BACKLOG
"""

import asyncio
import sys
import time

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nok\n"


async def answer(reader, writer, service_s):
    """One connection carries one request."""
    try:
        head = await reader.read(4096)
        if head:
            if not head.startswith(b"GET /check"):
                await asyncio.sleep(service_s)
            writer.write(ANSWER)
            await writer.drain()
    except ConnectionError:
        # Who asked has gone. That is their affair.
        pass
    finally:
        writer.close()


async def main(port, service_s, backlog):
    def serve(reader, writer):
        return answer(reader, writer, service_s)

    server = await asyncio.start_server(serve, "127.0.0.1", port, backlog=backlog)
    # The machine's monotonic clock, which all processes share.
    print(f"listens {time.monotonic():.6f}", flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), float(sys.argv[2]) / 1000, int(sys.argv[3])))
