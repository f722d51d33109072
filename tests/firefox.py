"""Turns a Firefox into pages that tests open, read and type into.

It speaks WebDriver BiDi over a socket, as Firefox does by itself: Debian has no
geckodriver, and Playwright asks Firefox for commands that its long-term release lacks.
"""

import itertools
import json
import re
import subprocess
import tempfile
import time
from pathlib import Path

import websocket

from report.system import find_firefox

KEYS = {"ArrowRight": "\ue014", "Enter": "\ue007", "Escape": "\ue00c"}
# Firefox looks for updates and news by itself, which is not the book's doing.
QUIET = {
    "app.update.enabled": False, "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False, "remote.active-protocols": 1,
}  # fmt: skip


class Firefox:
    """One browser with one tab; `asked` and `said` fill while pages are open."""

    def __init__(self, **preferences):
        self.asked, self.said, self._numbers = [], [], itertools.count(1)
        self._tab = None
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        lines = [f"user_pref({json.dumps(k)}, {json.dumps(v)});"
                 for k, v in (QUIET | preferences).items()]  # fmt: skip
        Path(self._folder.name, "user.js").write_text("\n".join(lines), "utf-8")
        self._process = subprocess.Popen(
            [find_firefox(), "--headless", "--profile", self._folder.name, "--no-remote",
             "--remote-debugging-port", "0"],
            stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        address = next(filter(None, map(find_address, self._process.stderr)))
        self._socket = websocket.create_connection(
            f"{address}/session", timeout=60, suppress_origin=True
        )
        self.call("session.new", capabilities={})
        self.call("session.subscribe", events=["log.entryAdded", "network.beforeRequestSent"])
        # The first window never has the focus, without which keys press no button.
        self._tab = self.call("browsingContext.create", type="window")["context"]

    def call(self, method: str, **params) -> dict:
        """Send a command and hear events until its answer comes."""
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while (heard := json.loads(self._socket.recv())).get("id") != number:
            self._hear(heard)
        assert heard["type"] == "success", f"{method}: {heard}"
        return heard["result"]

    @property
    def address(self) -> str:
        return self.call("browsingContext.getTree", root=self._tab)["contexts"][0]["url"]

    def open(self, address: str) -> None:
        self.call("browsingContext.navigate", context=self._tab, url=address, wait="complete")

    def wait_for_address(self, part: str) -> None:
        """Wait until the tab is at an address with this part."""
        wait_until(lambda: part in self.address, f"an address with {part}")

    def wait_for(self, script: str) -> None:
        """Wait until an expression is true."""
        wait_until(lambda: self.read(f"!!({script})"), script)

    def resize(self, width: int, height: int = 800) -> None:
        size = {"width": width, "height": height}
        self.call("browsingContext.setViewport", context=self._tab, viewport=size)

    def read(self, script: str):
        """The value of an expression, also in a page that may run no script of its own."""
        done = self.call(
            "script.evaluate", expression=f"JSON.stringify({script})",
            awaitPromise=False, target={"context": self._tab},
        )  # fmt: skip
        assert done["type"] == "success", done
        return json.loads(done["result"].get("value", "null"))

    def press(self, *keys: str) -> None:
        actions = [{"type": kind, "value": KEYS.get(key, key)}
                   for key in keys for kind in ("keyDown", "keyUp")]  # fmt: skip
        source = {"type": "key", "id": "keyboard", "actions": actions}
        self.call("input.performActions", context=self._tab, actions=[source])

    def close(self) -> None:
        self._socket.close()
        self._process.terminate()
        self._process.wait(30)
        self._folder.cleanup()

    def _hear(self, event: dict) -> None:
        if event.get("params", {}).get("context", self._tab) != self._tab:
            return
        if event.get("method") == "network.beforeRequestSent":
            self.asked.append(event["params"]["request"]["url"])
        elif event.get("method") == "log.entryAdded":
            if event["params"]["level"] in ("error", "warn"):
                self.said.append(str(event["params"]["text"]))


def wait_until(true, what: str, seconds=15) -> None:
    """Ask again and again; raises AssertionError with `what` after some seconds."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"waited {seconds} s for {what}"
        time.sleep(0.02)


def find_address(line: str) -> str | None:
    """The address of the socket, where a line of Firefox's tells it."""
    found = re.search(r"WebDriver BiDi listening on (ws://\S+)", line)
    return found and found[1]
