"""The catcher as its users see it: a process, an SMTP port, a web page, a folder."""

import json
import smtplib
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace

import pytest

HERE = Path(__file__).parent


@pytest.fixture
def options():
    return []


@pytest.fixture
def server(tmp_path, options):
    folder = tmp_path / "mails"
    command = [sys.executable, str(HERE), "--smtp", "0", "--http", "0", "--dir", str(folder), *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    words = process.stdout.readline().split()
    yield SimpleNamespace(smtp=int(words[1].rsplit(":", 1)[1]), http=words[2].rstrip("/"), folder=folder, process=process)
    process.terminate()
    assert process.wait(10) == 0


def call(server, method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(server.http + path, data, method=method)) as answer:
        return answer.read(), answer.headers


def api(server, method, path, body=None):
    return json.loads(call(server, method, path, body)[0])


def send(server, recipient="p-1@example.org", subject="Rencontre de réseau", html="<p>Bonjour"):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "caf@example.org", f"Aïcha <{recipient}>", subject
    message["Date"], message["Message-ID"] = "Mon, 05 Jan 2026 09:00:00 +0100", "<a@maillage>"
    message["Maillage-Reminder"] = "meeting.eve cafs/95/events/r1/sessions/s1 2026-02-03"
    message.set_content("Bonjour Aïcha")
    message.add_alternative(html, subtype="html")
    with smtplib.SMTP("127.0.0.1", server.smtp, timeout=10) as client:
        client.sendmail("caf@example.org", [recipient], message.as_bytes(policy=message.policy.clone(linesep="\r\n")))


def test_keeps_each_mail_as_one_sortable_file_byte_for_byte(server):
    raw = b"Subject: x\r\nX-Odd:  two  blanks \r\n\r\n.dot first\r\n\xc3\xa9\r\n"
    with smtplib.SMTP("127.0.0.1", server.smtp, timeout=10) as client:
        client.sendmail("a@example.org", ["b@example.org"], raw)
        client.sendmail("a@example.org", ["c@example.org"], raw)
    files = sorted(path.name for path in server.folder.iterdir())
    assert files == ["000001-b@example.org.eml", "000002-c@example.org.eml"]
    assert (server.folder / files[0]).read_bytes() == raw


@pytest.mark.parametrize("options", [["--pipelining"]])
def test_takes_several_commands_at_once(server):
    with smtplib.SMTP("127.0.0.1", server.smtp, timeout=10) as client:
        client.ehlo()
        assert client.has_extn("pipelining")
        client.send("MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\nDATA\r\n")
        assert [client.getreply()[0] for _ in range(3)] == [250, 250, 354]
        client.send("Subject: x\r\n\r\n.\r\n")
        assert client.getreply()[0] == 250
    assert api(server, "GET", "/api/count")["count"] == 1


class TestGuarded:
    """With --tls and --login."""

    @pytest.fixture
    def certificate(self, tmp_path):
        files = [str(tmp_path / "server.crt"), str(tmp_path / "server.key")]
        command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1",
                   "-subj", "/CN=mailcatcher", "-addext", "subjectAltName=IP:127.0.0.1", "-out", files[0], "-keyout", files[1]]
        subprocess.run(command, check=True, capture_output=True)
        return files

    @pytest.fixture
    def options(self, certificate):
        return ["--tls", *certificate, "--login", "caf", "secret"]

    def test_takes_nothing_without_tls_and_login(self, server, certificate):
        with pytest.raises(smtplib.SMTPSenderRefused):
            send(server)
        with smtplib.SMTP("127.0.0.1", server.smtp, timeout=10) as client:
            client.starttls(context=ssl.create_default_context(cafile=certificate[0]))
            with pytest.raises(smtplib.SMTPSenderRefused):
                client.sendmail("a@example.org", ["b@example.org"], b"x")
            with pytest.raises(smtplib.SMTPAuthenticationError):
                client.login("caf", "wrong")
            client.login("caf", "secret")
            client.sendmail("a@example.org", ["b@example.org"], b"x")
        assert api(server, "GET", "/api/count")["count"] == 1


def test_lists_searches_counts_and_deletes(server):
    send(server, "p-1@example.org")
    send(server, "p-2@example.org", subject="Deuxième")
    assert api(server, "GET", "/api/count")["count"] == 2
    first = api(server, "GET", "/api/mails")["mails"][0]
    assert (first["subject"], first["recipient"], first["number"]) == ("Deuxième", "p-2@example.org", 2)
    assert first["reminders"] == ["meeting.eve cafs/95/events/r1/sessions/s1 2026-02-03"]
    assert [mail["number"] for mail in api(server, "GET", "/api/mails?recipient=P-1")["mails"]] == [1]
    assert [mail["number"] for mail in api(server, "GET", "/api/mails?since=1")["mails"]] == [2]
    assert "Bonjour Aïcha" in api(server, "GET", "/api/mails/1")["text"]
    assert api(server, "DELETE", "/api/mails") == {"deleted": 2}
    assert api(server, "GET", "/api/count")["count"] == 0 and not list(server.folder.iterdir())


def test_counts_connections(server):
    with smtplib.SMTP("127.0.0.1", server.smtp, timeout=10) as client:
        client.sendmail("a@example.org", ["b@example.org"], b"x")
        client.sendmail("a@example.org", ["b@example.org"], b"x")
    assert api(server, "GET", "/api/count") == {"count": 2, "connections": 1}


def test_shows_a_hostile_mail_without_running_it(server):
    send(server, subject="<script>alert(1)</script>", html="<script>alert(2)</script>")
    listing, _ = call(server, "GET", "/")
    shown, _ = call(server, "GET", "/mails/1")
    part, headers = call(server, "GET", "/mails/1/html")
    assert b"<script>" not in listing and b"<script>" not in shown
    assert b"5 janv. 2026, 9 h 00" in listing.replace("\u202f".encode(), b" ").replace("\u00a0".encode(), b" ")
    assert b"alert(2)" in part and "sandbox" in headers["Content-Security-Policy"] and "allow-scripts" not in headers["Content-Security-Policy"]
    raw, headers = call(server, "GET", "/mails/1/eml")
    assert raw == next(server.folder.iterdir()).read_bytes() and "attachment" in headers["Content-Disposition"]


def test_goes_on_after_the_files_that_are_there(tmp_path):
    sys.path.insert(0, str(HERE))
    from store import Store

    Store(tmp_path).add("a@example.org", b"x")
    again = Store(tmp_path)
    assert again.count() == 1
    assert again.add("b@example.org", b"y").path.name == "000002-b@example.org.eml"


def test_refuses_one_recipient_for_good_and_another_for_a_while(server):
    api(server, "POST", "/api/faults", {"faults": [{"kind": "refuse", "recipient": "p-1@*"}, {"kind": "refuse", "recipient": "p-2@*", "code": 451, "times": 2}]})
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        send(server, "p-1@example.org")
    assert refused.value.recipients["p-1@example.org"][0] == 550
    for _ in range(2):
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            send(server, "p-2@example.org")
    send(server, "p-2@example.org")
    send(server, "p-3@example.org")
    assert api(server, "GET", "/api/count")["count"] == 2


@pytest.mark.parametrize("kept", [True, False])
def test_drops_the_connection_after_the_final_dot(server, kept):
    api(server, "POST", "/api/faults", {"faults": [{"kind": "drop", "times": 1, "kept": kept}]})
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionResetError)):
        send(server)
    assert api(server, "GET", "/api/count")["count"] == int(kept)
    send(server)
    assert api(server, "GET", "/api/count")["count"] == 1 + int(kept)


def test_answers_the_final_dot_with_an_error_and_keeps_nothing(server):
    api(server, "POST", "/api/faults", {"faults": [{"kind": "refuse_data", "code": 554, "times": 1}]})
    with pytest.raises(smtplib.SMTPDataError):
        send(server)
    assert api(server, "GET", "/api/count")["count"] == 0


def test_never_greets_and_delays(server):
    api(server, "POST", "/api/faults", {"faults": [{"kind": "silent", "times": 1}, {"kind": "delay", "seconds": 0.4, "times": 1}]})
    with socket.create_connection(("127.0.0.1", server.smtp), timeout=0.5) as connection, pytest.raises(TimeoutError):
        connection.recv(1)
    began = time.monotonic()
    send(server)
    assert time.monotonic() - began >= 0.4


def test_says_what_is_wrong_with_a_fault(server):
    for body in ({}, {"faults": [{"kind": "explode"}]}, {"faults": [{"kind": "drop", "colour": 1}]}, {"faults": [{"kind": "refuse", "code": 250}]}):
        with pytest.raises(urllib.error.HTTPError) as error:
            api(server, "POST", "/api/faults", body)
        assert error.value.code == 400
