#include "platform/rpc/grpc_log.h"

#include <grpc/support/log.h>

#include <string>

#include "platform/log/log.h"

namespace maillage::rpc {
namespace {

void Write(gpr_log_func_args* line) {
  const auto where = std::string(line->file) + ":" + std::to_string(line->line);
  switch (line->severity) {
    case GPR_LOG_SEVERITY_DEBUG:
    case GPR_LOG_SEVERITY_INFO:
      return log::Debug(line->message, {{"library", "grpc"}, {"where", where}});
    case GPR_LOG_SEVERITY_ERROR:
      return log::Warn(line->message, {{"library", "grpc"}, {"where", where}});
  }
}

void Bridge(const std::string& level) {
  gpr_set_log_verbosity(level == "debug" ? GPR_LOG_SEVERITY_INFO : GPR_LOG_SEVERITY_ERROR);
  gpr_set_log_function(Write);
}

}  // namespace

void BridgeGrpcLog() { static const bool bridged [[maybe_unused]] = log::AddBridge(Bridge); }

}  // namespace maillage::rpc
