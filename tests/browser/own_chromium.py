"""A Chromium of its own process, spoken to over a pipe: its tabs really cover each other.

Playwright tells every page that it is in front, so no page of it is ever hidden. This one is
driven by the protocol alone, with nothing emulated, and can be killed like a dead battery.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_PATIENCE = 60
_COMMAND = (
    "exec 3<&{reads} 4>&{writes}; exec /usr/bin/chromium --headless=new --no-sandbox "
    "--disable-gpu --disable-background-networking --remote-debugging-pipe "
    "--user-data-dir={profile} about:blank"
)


@dataclass
class OwnChromium:
    """One browser with one window."""

    process: int
    to: int
    back: int
    _asked: int = 0
    _read: bytes = b""

    def ask(self, method: str, session: str = "", **given: object) -> Any:  # noqa: ANN401 - what the browser answers
        """Ask once and wait for the answer; what happens meanwhile is passed over."""
        self._asked += 1
        asked: dict[str, object] = {"id": self._asked, "method": method, "params": given}
        os.write(self.to, json.dumps(asked | ({"sessionId": session} if session else {})).encode())
        os.write(self.to, b"\0")
        while True:
            while b"\0" not in self._read:
                self._read += os.read(self.back, 1 << 16)
            first, _, self._read = self._read.partition(b"\0")
            answer = json.loads(first)
            if answer.get("id") == self._asked:
                assert "error" not in answer, answer
                return answer["result"]

    def tab(self, address: str) -> Tab:
        """Open a tab in front of all others."""
        target = self.ask("Target.createTarget", url=address)["targetId"]
        session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        return Tab(self, target, session)

    def kill(self) -> None:
        """End every process of it at once; no page gets to say anything."""
        os.killpg(self.process, signal.SIGKILL)


@dataclass
class Tab:
    """One tab."""

    browser: OwnChromium
    target: str
    session: str = field(repr=False)

    def show(self) -> None:
        """Bring it to the front, which covers the one that was there."""
        self.browser.ask("Target.activateTarget", targetId=self.target)

    def run(self, script: str) -> Any:  # noqa: ANN401 - any value of a page
        """The value of an expression on the page."""
        given = {"expression": script, "returnByValue": True}
        return self.browser.ask("Runtime.evaluate", self.session, **given)["result"].get("value")

    def until(self, script: str) -> None:
        """Wait until an expression is true, over navigations."""
        since = time.monotonic()
        while self.run(script) is not True:
            where = self.run("location.pathname + ' ' + document.visibilityState")
            assert time.monotonic() - since < _PATIENCE, f"{script} on {where}"
            time.sleep(0.05)

    def go(self, address: str) -> None:
        """Open an address."""
        self.browser.ask("Page.navigate", self.session, url=address)
        self.until("document.readyState === 'complete'")


@contextmanager
def own_chromium(profile: Path) -> Iterator[OwnChromium]:
    """Start one with a profile in a folder; killed at the end where it still runs."""
    reads, to = os.pipe()
    back, writes = os.pipe()
    command = _COMMAND.format(reads=reads, writes=writes, profile=profile)
    with subprocess.Popen(
        ["/bin/bash", "-c", command],
        pass_fds=(reads, writes),
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as started:
        os.close(reads)
        os.close(writes)
        browser = OwnChromium(started.pid, to, back)
        try:
            yield browser
        finally:
            if started.poll() is None:
                browser.kill()
            os.close(to)
            os.close(back)
