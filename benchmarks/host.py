"""Turns a folder into what a plain static host serves: compressed text, kept for a while."""

import functools
import gzip
import http.server
import threading
from pathlib import Path

# What hosts compress; the rest is small for its bytes already.
TEXT = (".html", ".css", ".js", ".json", ".svg", ".bib", ".ris", ".csv", ".txt")


def pack(path: Path) -> bytes:
    """A file's content as it is sent."""
    content = path.read_bytes() if path.is_file() else b""
    return gzip.compress(content, 6, mtime=0) if path.suffix in TEXT else content


def serve(folder: Path) -> http.server.ThreadingHTTPServer:
    """Serve a folder on a free port of this machine until `shutdown()`."""
    handler = functools.partial(_Host, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


class _Host(http.server.SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if path.suffix not in TEXT or not path.is_file():
            super().do_GET()
            return
        content = pack(path)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "max-age=600")
        super().end_headers()

    def log_message(self, *_words) -> None: ...
