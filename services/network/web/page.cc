#include "network/web/page.h"

#include <fmt/format.h>

namespace maillage::network::web {
namespace {

constexpr const char* kFrame = R"(<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title} – Réseau des CTG</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 1.125rem/1.55 system-ui, sans-serif; margin: 0; background: #f4f5f7; color: #1c2430; }}
main {{ max-width: 34rem; margin: 0 auto; padding: 1.5rem 1.25rem 3rem; }}
header {{ font-size: .95rem; color: #50607a; }}
h1 {{ font-size: 1.5rem; line-height: 1.25; margin: .75rem 0 1rem; }}
dl {{ background: #fff; border-radius: .6rem; padding: 1rem 1.2rem; margin: 1.2rem 0; border: 1px solid #dfe3ea; }}
dt {{ font-size: .85rem; color: #50607a; }}
dd {{ margin: 0 0 .7rem; }}
dd:last-child {{ margin-bottom: 0; }}
fieldset {{ border: 0; padding: 0; margin: 0 0 1.2rem; }}
legend, label.text {{ font-weight: 600; padding: 0; }}
.scale label {{ display: inline-block; padding: .35rem .7rem .35rem 0; }}
textarea {{ width: 100%; box-sizing: border-box; font: inherit; min-height: 6rem; padding: .5rem; }}
button {{ font: inherit; font-weight: 600; width: 100%; min-height: 3.2rem; border: 0; border-radius: .6rem;
  background: #174ea6; color: #fff; cursor: pointer; }}
button:focus-visible {{ outline: 3px solid #f0a500; outline-offset: 2px; }}
@media (prefers-color-scheme: dark) {{
  body {{ background: #14181f; color: #e8ebf0; }}
  dl {{ background: #1d232d; border-color: #323b49; }}
  dt, header {{ color: #a9b6c9; }}
  button {{ background: #2f6fdb; }}
}}
</style>
</head>
<body>
<main>
<header>Réseau des conventions territoriales globales</header>
<h1>{title}</h1>
{body}</main>
</body>
</html>
)";

}  // namespace

http::Response Render(const Page& page) {
  std::string body;
  for (const auto& each : page.paragraphs) body += "<p>" + http::EscapeHtml(each) + "</p>\n";
  if (!page.facts.empty()) {
    body += "<dl>\n";
    for (const auto& [label, text] : page.facts) {
      body += "<dt>" + http::EscapeHtml(label) + "</dt><dd>" + http::EscapeHtml(text) + "</dd>\n";
    }
    body += "</dl>\n";
  }
  if (!page.button.empty()) {
    body += "<form method=\"post\">\n" + page.fields + "<button type=\"submit\">" + http::EscapeHtml(page.button) +
            "</button>\n</form>\n";
  }
  http::Response response;
  response.status = page.status;
  response.body = fmt::format(kFrame, fmt::arg("title", http::EscapeHtml(page.title)), fmt::arg("body", body));
  return response;
}

}  // namespace maillage::network::web
