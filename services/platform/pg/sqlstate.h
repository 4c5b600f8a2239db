#pragma once

#include <libpq-fe.h>

#include "platform/core/result.h"

namespace maillage::pg {

/// The error that a failed result means to the caller. What the server said goes to the log, never into the error: it
/// may name columns and values. `statement`: its name, for the log.
Error ErrorOf(const PGresult* result, const char* statement);

/// The server ended the session, or cannot serve at present: the connection is of no further use.
bool EndsConnection(std::string_view sqlstate);

}  // namespace maillage::pg
