"""The page that people look at: the list of mails, and one mail."""

from email.utils import parsedate_to_datetime
from html import escape

from store import Caught, Store

_PER_PAGE = 50
_MONTHS = "janv. févr. mars avril mai juin juil. août sept. oct. nov. déc.".split()

_STYLE = """
:root { color-scheme: light dark; --line: #8884; --accent: #1d5fa8; }
@media (prefers-color-scheme: dark) { :root { --accent: #8cbcf0; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; } a { color: var(--accent); } .small { font-size: .9rem; opacity: .8; }
ol { list-style: none; padding: 0; } li { border-top: 1px solid var(--line); padding: .6rem 0; }
li a { text-decoration: none; font-weight: 600; } form { display: flex; gap: .5rem; margin: 1rem 0; }
input { flex: 1; } input, button { font: inherit; padding: .4rem .7rem; }
iframe { width: 100%; height: 44rem; border: 1px solid var(--line); border-radius: .5rem; background: #fff; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; }
"""


def mails(store: Store, recipient: str, number: int) -> str:
    found = store.find(recipient)
    shown = found[(number - 1) * _PER_PAGE : number * _PER_PAGE]
    items = "".join(_item(mail) for mail in shown) or "<li>Aucun courriel.</li>"
    count = f"{len(found)} courriel{'s' if len(found) > 1 else ''}" + (f" pour «\u202f{escape(recipient)}\u202f»" if recipient else "")
    steps = [_step(recipient, number - 1, "← Plus récents")] if number > 1 else []
    if number * _PER_PAGE < len(found):
        steps.append(_step(recipient, number + 1, "Plus anciens →"))
    return _page(
        "Courriels de démonstration",
        f"""<h1>Courriels de démonstration</h1>
<p class="small">Rien de ce qui arrive ici n’est distribué\u202f: ces courriels s’arrêtent sur cette machine.</p>
<form><input name="recipient" type="search" value="{escape(recipient)}" placeholder="Chercher une adresse" aria-label="Adresse du ou de la destinataire">
<button>Chercher</button></form>
<p>{count}</p><ol>{items}</ol><p>{" · ".join(steps)}</p>""",
    )


def mail(caught: Caught) -> str:
    message = caught.parsed()
    text = message.get_body(preferencelist=("plain",))
    headers = "\n".join(f"{name}: {value}" for name, value in message.items())
    others = [part.get_content_type() for part in message.walk() if not part.is_multipart() and part.get_content_type() not in ("text/plain", "text/html")]
    subject = str(message.get("Subject", "")) or "(sans objet)"
    return _page(
        subject,
        f"""<p><a href="/">← Tous les courriels</a></p><h1>{escape(subject)}</h1>
<p>Pour {escape(caught.recipient)} · {escape(_date(message))}{escape(" · avec " + ", ".join(others)) if others else ""}
 · <a href="/mails/{caught.number}/eml">Télécharger (.eml)</a></p>
<iframe sandbox="allow-popups allow-popups-to-escape-sandbox" src="/mails/{caught.number}/html" title="Le courriel mis en forme"></iframe>
<details open><summary>Texte</summary><pre>{escape(text.get_content() if text else "")}</pre></details>
<details><summary>En-têtes</summary><pre>{escape(headers)}</pre></details>""",
    )


def no_html() -> str:
    return "<!doctype html><meta charset=utf-8><p>Ce courriel n’a pas de partie HTML."


def _item(caught: Caught) -> str:
    try:
        headers = caught.headers()
    except FileNotFoundError:
        return ""
    subject = str(headers.get("Subject", "")) or "(sans objet)"
    return (
        f'<li><a href="/mails/{caught.number}">{escape(subject)}</a><br>'
        f'<span class="small">{escape(caught.recipient)} · {escape(_date(headers))}</span></li>'
    )


def _date(headers) -> str:
    try:
        at = parsedate_to_datetime(str(headers["Date"]))
    except (TypeError, ValueError):
        return "sans date"
    day = "1er" if at.day == 1 else str(at.day)
    return f"{day}\u00a0{_MONTHS[at.month - 1]} {at.year}, {at.hour}\u00a0h\u00a0{at.minute:02d} ({at.tzname()})"


def _step(recipient: str, number: int, label: str) -> str:
    return f'<a href="/?page={number}&amp;recipient={escape(recipient)}">{label}</a>'


def _page(title: str, content: str) -> str:
    return (
        f'<!doctype html><html lang="fr"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style>{content}</html>"
    )
