#include "platform/pg/transaction.h"

#include "platform/pg/connection.h"

namespace maillage::pg {

Scope Scope::Internal() { return Scope("*", std::chrono::steady_clock::now() + std::chrono::seconds(10)); }

Result<Rows> Transaction::Query(const Statement& statement, std::vector<Param> params) {
  connection_.Queue(statement, params);
  return connection_.Flush();
}

void Transaction::Execute(const Statement& statement, std::vector<Param> params) {
  connection_.Queue(statement, params);
}

Status Transaction::Script(std::string_view sql) { return connection_.Script(std::string(sql)); }

Status Transaction::Copy(std::string_view copy_sql, std::string_view data) {
  return connection_.Copy(std::string(copy_sql), data);
}

void Transaction::TouchOutbox() { connection_.TouchOutbox(); }

void Transaction::AfterCommit(std::function<void()> act) { connection_.AfterCommit(std::move(act)); }

std::string CopyLine(const std::vector<Param>& values) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string line;
  for (const auto& value : values) {
    if (&value != &values.front()) line += '\t';
    if (value.null()) {
      line += "\\N";
    } else if (value.binary()) {
      line += "\\\\x";
      for (unsigned char byte : value.text()) (line += kHex[byte >> 4]) += kHex[byte & 15];
    } else {
      for (char c : value.text()) {
        if (c == '\\')
          line += "\\\\";
        else if (c == '\t')
          line += "\\t";
        else if (c == '\n')
          line += "\\n";
        else if (c == '\r')
          line += "\\r";
        else
          line += c;
      }
    }
  }
  return line + '\n';
}

}  // namespace maillage::pg
