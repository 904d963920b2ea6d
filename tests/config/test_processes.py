"""Web server and worker side by side, a worker that dies comes again; the demo prepares again only what has changed."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from mitmachstadt.config import demo, processes

SOURCE = Path(__file__).resolve().parent.parent.parent / "src"
SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture(autouse=True)
def _keep_the_port(monkeypatch):
    """`demo` writes the port into the environment for its processes; other tests must not see it."""
    monkeypatch.setenv("PORT", "8000")


def together(commands, pause=0.0, reloads=False):
    """Runs `run_together` in a process of its own, because it takes the signals."""
    call = f"run_together({commands!r}, pause={pause}, reloads={reloads})"
    code = f"from mitmachstadt.config.processes import run_together\nraise SystemExit({call})"
    environ = {**os.environ, "PYTHONPATH": str(SOURCE)}
    return subprocess.Popen([sys.executable, "-c", code], env=environ)


@pytest.mark.slow
def test_when_the_first_ends_the_other_is_ended_and_its_code_is_told():
    started = time.monotonic()
    running = together([[sys.executable, "-c", "raise SystemExit(7)"], SLEEPER])
    assert running.wait(20) == 7
    assert time.monotonic() - started < 20


@pytest.mark.slow
def test_a_worker_that_dies_is_told_and_started_again(tmp_path, capfd):
    dying = f"import os\nopen({str(tmp_path)!r} + f'/dienst-{{os.getpid()}}', 'w').close()\nos.kill(os.getpid(), 9)"
    running = together([SLEEPER, [sys.executable, "-c", dying]])
    wait_for(lambda: len([*tmp_path.glob("dienst-*")]) == 2)
    assert running.poll() is None
    running.send_signal(signal.SIGTERM)
    assert running.wait(20) == 0
    assert (
        "Der Hintergrunddienst endete (Code -9); er wird in 3 Sekunden neu gestartet."
        in capfd.readouterr().err
    )


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_both_and_counts_as_a_good_end(number, tmp_path):
    mark = tmp_path / "lebt"
    running = together(
        [[sys.executable, "-c", f"import time\nopen({str(mark)!r}, 'w').close()\ntime.sleep(60)"]]
    )
    while not mark.exists():
        time.sleep(0.05)
    running.send_signal(number)
    assert running.wait(20) == 0


@pytest.mark.slow
def test_a_reload_tells_the_first_and_starts_the_others_anew(tmp_path):
    first = (
        "import signal, time, pathlib\n"
        f"signal.signal(signal.SIGHUP, lambda *a: pathlib.Path({str(tmp_path / 'gehört')!r}).touch())\n"
        f"pathlib.Path({str(tmp_path / 'bereit')!r}).touch()\ntime.sleep(60)"
    )
    second = (
        f"import os, time\nopen({str(tmp_path)!r} + f'/zweiter-{{os.getpid()}}', 'w').close()\ntime.sleep(60)"
    )
    running = together([[sys.executable, "-c", first], [sys.executable, "-c", second]], reloads=True)
    wait_for(lambda: (tmp_path / "bereit").exists() and len([*tmp_path.glob("zweiter-*")]) == 1)
    running.send_signal(signal.SIGHUP)
    wait_for(lambda: (tmp_path / "gehört").exists() and len([*tmp_path.glob("zweiter-*")]) == 2)
    assert running.poll() is None
    running.send_signal(signal.SIGTERM)
    assert running.wait(20) == 0


def wait_for(condition):
    for _ in range(200):
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("It did not come.")


@pytest.mark.slow
def test_with_a_pause_the_second_is_never_started_when_the_first_dies(tmp_path):
    mark = tmp_path / "zweiter"
    second = [sys.executable, "-c", f"open({str(mark)!r}, 'w').close()"]
    assert together([[sys.executable, "-c", "raise SystemExit(3)"], second], pause=30).wait(20) == 3
    assert not mark.exists()


def test_the_web_command_names_the_port_and_the_number_of_processes():
    command = processes.web_command("127.0.0.1", 8123, 3)
    assert command[command.index("--port") + 1] == "8123"
    assert command[command.index("--workers") + 1] == "3"
    assert command[-1] == "mitmachstadt.config.wsgi:application"


@pytest.mark.slow
def test_a_web_process_that_dies_is_replaced_and_the_others_go_on(tmp_path):
    (tmp_path / "plain.py").write_text(
        "import os\n"
        "def application(environ, start_response):\n"
        "    start_response('200 OK', [])\n"
        "    return [str(os.getpid()).encode()]\n",
        "utf-8",
    )
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [*processes.web_command("127.0.0.1", port, 2)[:-1], "plain:application"]
    server = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL)

    def answered_by():
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2) as answer:
                return int(answer.read())
        except OSError:
            return 0

    def wait_for(condition, seconds=30):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if found := condition():
                return found
            time.sleep(0.1)
        raise AssertionError("waited in vain")

    try:
        victim = wait_for(answered_by)
        os.kill(victim, signal.SIGKILL)
        # As many processes as before answer, none of them the dead one.
        seen: set[int] = set()
        wait_for(lambda: seen.add(answered_by()) or len(seen - {0, victim}) == 2)
        assert server.poll() is None
    finally:
        server.terminate()
        server.wait(20)


def test_the_fingerprint_changes_with_a_file_and_not_with_python_s_own(tmp_path):
    (tmp_path / "a.py").write_text("1", "utf-8")
    before = demo.fingerprint([tmp_path])
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "a.pyc").write_text("x", "utf-8")
    assert demo.fingerprint([tmp_path]) == before
    (tmp_path / "b.css").write_text("1", "utf-8")
    assert demo.fingerprint([tmp_path]) != before


def test_a_taken_port_is_told_with_a_free_one(settings, capsys):
    settings.MITMACHSTADT_DEMO = True
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert demo.main(["--port", str(port)]) == 2
    assert f"Port {port} ist belegt. Mit `make demo PORT={port + 1}`" in capsys.readouterr().err


def test_the_demo_never_runs_in_a_real_town(settings, capsys):
    settings.MITMACHSTADT_DEMO = False
    assert demo.main(["--port", "1"]) == 2
    assert "MITMACHSTADT_MODE=demo" in capsys.readouterr().err
