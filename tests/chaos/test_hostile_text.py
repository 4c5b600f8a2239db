"""What people, or somebody else, may write into titles, names, addresses, bodies and filters (cases 21 and 24)."""

from __future__ import annotations

from collections import Counter

import pytest

import rpc
from stack import Mail, Stack
from table import Case
from world import CREATE, START, build, officer, officers, pilot, registration

EVENT, PERSON = "maillage.network.v1.EventService/CreateEvent", "maillage.directory.v1.PersonService/CreatePerson"
# Odd, and nobody's business to refuse: they are shown as they are.
ODD = {
    "sql": "Rencontre'); DROP TABLE events; --", "template": "{{TITLE}} {{#BLOCKS}}x{{/BLOCKS}} ${jndi:ldap://x} %s%n {0}",
    "html": "<script>alert(1)</script><img src=x onerror=y>", "header": "Bcc: mallory@example.org", "percent": "%0d%0aBcc: mallory@example.org",
    "dot": ".", "dots": "..", "smtp": "QUIT", "address": '"<mallory@example.org>", x', "backslash": "a\\r\\nBcc: b\\", "accents": "Été à l’Isle‑Adam – œuvre",
    "emoji": "Rencontre 🎉", "quotes": "l'« été » d\"ici", "long": "x" * 200,
}
REFUSED = {"CR LF": "a\r\nBcc: mallory@example.org", "LF": "a\nb", "CR": "a\rb", "NUL": "a\0b", "escape": "a\x1b[31mb", "empty": "", "too long": "x" * 201,
           "C1": "a\u0085b", "line separator": "a\u2028b"}
ADDRESSES = ["a@b@example.org", "a b@example.org", "a@example.org\r\nBcc: m@example.org", "a@example.org,m@example.org", "<a@example.org>", "a@example.org>",
             "a@", "@example.org", "a", "a@example", "a@-example.org", "a..b@example.org", ".a@example.org", '"a b"@example.org', "a@example.org\0", "a\u202e@example.org",
             "a@ex\u00e4mple.org", "a@[127.0.0.1]", "a@example.org ", "x" * 65 + "@example.org", "a@" + "x" * 250 + ".org", "|cat@example.org\n", "a;b@example.org"]


@pytest.fixture(scope="module")
def small(shared: Stack) -> Stack:
    build(shared, [pilot(), *officers(1)], [])
    return shared


def test_24_odd_titles_are_shown_as_they_are(small: Stack, case: Case):
    with rpc.Caller(small, "network") as caller:
        for event, title in ODD.items():
            assert plan(caller, event, title, agenda="").code == rpc.OK, title
            small.cli("events", "publish", event).done()
            small.advance(START)
            before = small.mail_count()
            assert caller.call(CREATE, registration(1, event=event)).code == rpc.OK
            small.advance(START)
            (mail,) = small.mails()[before:]
            assert (mail.to, mail.rules) == ("o-01@example.org", {"registration.confirmed"}), title
            sound(mail)
            assert one_line(title) in one_line(mail.text) and one_line(title)[:20] in one_line(str(mail.parsed["Subject"])), title
            html = mail.parsed.get_body(("html",)).get_content()
            assert "<script" not in html and "<img" not in html and "mallory@example.org" not in html.split("href=")[1:], title
            stored = caller.call("maillage.network.v1.EventService/GetEvent", f'name: "cafs/95/events/{event}"')
            assert rpc.types(EVENT)[1].FromString(rpc.text_format.Parse(stored.text, rpc.types(EVENT)[1]()).SerializeToString()).title == title
    case.tell(f"{len(ODD)} odd titles: SQL, templates, HTML, headers, dots", "stored and mailed as they are")


def test_21_what_would_break_a_line_is_refused(small: Stack, case: Case):
    before = [small.contents("network", "events", "sessions"), small.contents("directory", "people")]
    with rpc.Caller(small, "network") as network, rpc.Caller(small, "directory") as directory:
        for what, text in REFUSED.items():
            assert plan(network, "refused", text, agenda="").code == rpc.INVALID_ARGUMENT, what
            assert person(directory, given_name=text).code == person(directory, family_name=text).code == rpc.INVALID_ARGUMENT, what
        for text in ("a\u202eb", "a\u200bb", "a\u2066b", "\ufeffa"):
            assert person(directory, given_name=text).code == rpc.INVALID_ARGUMENT, text
        for address in ADDRESSES:
            reply = person(directory, email=address)
            assert reply.code == rpc.INVALID_ARGUMENT, address
        assert plan(network, "refused", "a", agenda="a\0b").code == rpc.INVALID_ARGUMENT
        not_utf8 = network.begin_bytes(EVENT, plan_request("refused", "a@@", "").SerializeToString().replace(b"@@", b"\xff\xfe"), rpc.types(EVENT)[1]).reply()
        assert not_utf8.code == rpc.INVALID_ARGUMENT
    assert [small.contents("network", "events", "sessions"), small.contents("directory", "people")] == before
    case.tell(f"{len(REFUSED)} texts with control characters, {len(ADDRESSES)} addresses", "INVALID_ARGUMENT, nothing stored")


def test_21_dot_lines_and_smtp_in_a_body(small: Stack, case: Case):
    agenda = ".\r\n..\r\n. \r\nQUIT\r\nRSET\r\nMAIL FROM:<m@example.org>\r\n.\r\n\r\nDATA\r\nFrom: m@example.org\r\n.leading\r\n..two\r\nfin"
    with rpc.Caller(small, "network") as caller:
        assert plan(caller, "dotted", "Points", agenda).code == rpc.OK
        small.cli("events", "publish", "dotted").done()
        small.advance(START)
        before = small.mail_count()
        assert caller.call(CREATE, registration(1, event="dotted")).code == rpc.OK
        small.advance(START)
    (mail,) = small.mails()[before:]
    sound(mail)
    for line in agenda.split():
        assert line in mail.text.split(), line
    assert small.ledger("subject like '%dotted%' and rule = 'registration.confirmed'", "state, recipient") == [["SENT", "cafs/95/people/o-01"]]
    case.tell("dot lines and SMTP commands in a body", "one mail, whole")


def test_24_directions_and_nothings_do_not_reach_a_mail(small: Stack, case: Case):
    """A title may have them (they come with what people copy); who reads the mail does not see something else than what is there."""
    with rpc.Caller(small, "network") as caller:
        assert plan(caller, "bidi", "Facture \u202egnp.exe\u200b\u2066x", agenda="").code in (rpc.OK, rpc.INVALID_ARGUMENT)
        if caller.call("maillage.network.v1.EventService/GetEvent", 'name: "cafs/95/events/bidi"').code == rpc.OK:
            small.cli("events", "publish", "bidi").done()
            small.advance(START)
            before = small.mail_count()
            assert caller.call(CREATE, registration(1, event="bidi")).code == rpc.OK
            small.advance(START)
            (mail,) = small.mails()[before:]
            everything = str(mail.parsed["Subject"]) + mail.text + mail.parsed.get_body(("html",)).get_content()
            assert not set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u200b\ufeff") & set(everything)
    case.tell("right-to-left overrides, zero-width characters", "none in the mail")


def test_24_filters_and_names(small: Stack, case: Case):
    before = everything_of(small)
    hostile = ["x' OR '1'='1", "'; DROP TABLE people; --", 'kind = "WELCOME" OR 1=1', 'kind = "WELCOME\0"', "kind = \\", "((((((", 'title = "x"', "\u202e",
               "kind" * 5000, 'kind = "a" AND ' * 500 + 'kind = "a"', "%", "$1", "\\x00"]
    lists = [("network", "maillage.network.v1.EventService/ListEvents"), ("directory", "maillage.directory.v1.PersonService/ListPeople"),
             ("notifier", "maillage.notifier.v1.ReminderService/ListReminders")]
    tried = 0
    for service, method in lists:
        request_type, response_type = rpc.types(method)
        with rpc.Caller(small, service) as caller:
            for text in hostile:
                for request in (request_type(parent="cafs/95", filter=text), request_type(parent="cafs/95", page_token=text), request_type(parent=f"cafs/{text}")):
                    reply = caller.begin_bytes(method, request.SerializeToString(), response_type).reply()
                    assert reply.code in (rpc.OK, rpc.INVALID_ARGUMENT, rpc.NOT_FOUND), (service, text, reply)
                    assert reply.code != rpc.OK or "{" not in reply.text, (service, text, "finds nothing")
                    assert "select" not in reply.message.lower() and "/services/" not in reply.message
                    tried += 1
    assert everything_of(small) == before
    case.tell(f"{tried} hostile filters, page tokens and names", "refused, or nothing found")


def plan_request(event: str, title: str, agenda: str):
    request = rpc.types(EVENT)[0](parent="cafs/95", event_id=event)
    request.event.kind, request.event.format, request.event.title, request.event.agenda = 1, 1, title, agenda
    request.event.zone, request.event.registration_opens_on, request.event.registration_closes_on = "Europe/Paris", "2026-03-01", "2026-04-28"
    request.event.sessions.add(name=f"cafs/95/events/{event}/sessions/s1", starts_at="2026-04-28T09:30", ends_at="2026-04-28T16:30", zone="Europe/Paris",
                               minutes=360, capacity=20, place="Eaubonne")
    return request


def plan(caller: rpc.Caller, event: str, title: str, agenda: str) -> rpc.Reply:
    return caller.begin_bytes(EVENT, plan_request(event, title, agenda).SerializeToString(), rpc.types(EVENT)[1]).reply()


def person(caller: rpc.Caller, **different: str) -> rpc.Reply:
    request = rpc.types(PERSON)[0](parent="cafs/95", person_id="refused")
    for name, value in {"given_name": "Camille", "family_name": "Martin", "email": "x@example.org", **different}.items():
        setattr(request.person, name, value)
    request.person.kind, request.person.role = 1, 4
    return caller.begin_bytes(PERSON, request.SerializeToString(), rpc.types(PERSON)[1]).reply()


def sound(mail: Mail) -> None:
    """One message, to one person, with the headers that we write and no other."""
    headers = Counter(name.lower() for name in mail.parsed.keys())
    assert headers["to"] == headers["from"] == headers["subject"] == headers["message-id"] == headers["date"] == 1
    assert not {"bcc", "cc"} & set(headers) and [address.addr_spec for address in mail.parsed["To"].addresses] == [mail.to]
    assert mail.parsed.defects == []


def one_line(text: str) -> str:
    """Without the line breaks that a long title has in a text of 78 columns, and without French typography."""
    return " ".join(text.split()).replace("’", "'")


def everything_of(stack: Stack) -> list:
    return [stack.contents("network", "events", "sessions"), stack.contents("directory", "people"), stack.contents("notifier", "reminder", "known")]
