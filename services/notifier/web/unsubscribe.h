#pragma once

#include "platform/auth/signed_link.h"
#include "platform/clock/clock.h"
#include "platform/http/server.h"
#include "platform/rpc/client.h"

namespace maillage::notifier::web {

/// `/u/{signed}`: the one-click unsubscription of RFC 8058. GET shows a page and changes nothing (mail scanners follow
/// links); POST, by a mail program or by the page's button, mutes the reminders of the person in directory.
void ServeUnsubscribe(http::Server& server, const auth::LinkSigner& signer, Clock& clock,
                      maillage::rpc::Client& directory);

}  // namespace maillage::notifier::web
