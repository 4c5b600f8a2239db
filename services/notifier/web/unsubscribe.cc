#include "notifier/web/unsubscribe.h"

#include <fmt/format.h>

#include "maillage/directory/v1/person.pb.h"
#include "platform/log/log.h"

namespace maillage::notifier::web {
namespace {

constexpr const char* kPage = R"(<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>{title} – Réseau CTG</title>
<style>body{{font:1.1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:3rem auto;padding:0 1rem;color:#1d1d1f}}
button{{font:inherit;padding:.6rem 1.4rem;border:0;border-radius:.4rem;background:#1f4e8c;color:#fff;cursor:pointer}}</style></head>
<body><main><h1>{title}</h1>{body}</main></body></html>)";

http::Response Page(int status, const std::string& title, const std::string& body) {
  http::Response response;
  response.status = status;
  response.body = fmt::format(kPage, fmt::arg("title", title), fmt::arg("body", body));
  return response;
}

http::Response Invalid() {
  return Page(410, "Ce lien n’est plus valable",
              "<p>Il a été coupé ou modifié, ou son délai est passé. Répondez à l’un de nos courriels : le Pôle "
              "ressources fera le nécessaire.</p>");
}

}  // namespace

void ServeUnsubscribe(http::Server& server, const auth::LinkSigner& signer, Clock& clock,
                      maillage::rpc::Client& directory) {
  const auto person = [&signer, &clock](const http::Request& request) -> std::string {
    auto link = signer.Read(request.groups.at(0), clock.Now());
    if (!link || link->fields["act"] != "unsubscribe") return "";
    return link->fields["person"];
  };
  const std::string pattern = "/u/([A-Za-z0-9_.-]+)";

  server.Get(pattern, [person](const http::Request& request) {
    if (person(request).empty()) return Invalid();
    return Page(200, "Ne plus recevoir de rappels",
                "<p>Vous ne recevrez plus de rappels du réseau des CTG. Les messages qui suivent une action de votre "
                "part (confirmation "
                "d’inscription, annulation, place proposée) continueront à vous parvenir.</p>"
                "<form method=\"post\"><button>Ne plus recevoir de rappels</button></form>");
  });

  server.Post(pattern, [person, &directory](const http::Request& request) {
    maillage::directory::v1::MuteRemindersRequest mute;
    mute.set_name(person(request));
    if (mute.name().empty()) return Invalid();
    rpc::CallOptions options;
    options.retry = true;  // muting twice is muting once
    auto muted = directory.Call<maillage::directory::v1::Person>("maillage.directory.v1.PersonService/MuteReminders",
                                                                 mute, options);
    if (!muted) {
      log::Warn("an unsubscription could not be passed on", muted.error(), {{"person", mute.name()}});
      if (muted.error().code == Code::kUnavailable || muted.error().code == Code::kDeadlineExceeded) {
        return Page(503, "Réessayez dans un instant",
                    "<p>Votre demande n’a pas pu être enregistrée. Rien n’a changé pour le moment.</p>");
      }
      return Invalid();
    }
    return Page(200, "C’est noté",
                "<p>Vous ne recevrez plus de rappels. Pour les retrouver, écrivez au Pôle ressources.</p>");
  });
}

}  // namespace maillage::notifier::web
